"""THE NEXT MODEL: weights from labelled sets and stewards' answers, held near those we have."""

from pipeline.match.training.examples import Examples, Labelled, decided, labelled
from pipeline.match.training.next_model import Trained, train

__all__ = ["Examples", "Labelled", "Trained", "decided", "labelled", "train"]
