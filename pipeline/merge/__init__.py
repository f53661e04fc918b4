"""ONE WORK OUT OF MANY MENTIONS: one survivorship rule per field, conflicts kept."""
