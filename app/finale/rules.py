"""What the chair of the demo says about the winner of the final."""

from app.deliberation.rules import PRIZE, DecisionValues

WINNER = DecisionValues(
    PRIZE,
    "Publikumsreif",
    1,
    "In der ersten Runde schon stark, und beim Pitch blieb keine Frage offen. Damit kann es morgen losgehen.",
    deviates=True,
)
