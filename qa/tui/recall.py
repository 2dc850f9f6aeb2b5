"""Earlier questions, brought back into the prompt one by one, with what was being typed kept at the end."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Recall:
    """The questions asked, oldest first. `back` counts the steps back from the draft, which is what was typed."""

    asked: tuple[str, ...] = ()
    back: int = 0
    draft: str = ""

    @property
    def shown(self) -> str:
        """The text that belongs into the prompt."""
        return self.asked[-self.back] if self.back else self.draft

    def older(self, typed: str) -> "Recall":
        """One question further back; the first step keeps what is typed as the draft."""
        draft = self.draft if self.back else typed
        return replace(self, back=min(self.back + 1, len(self.asked)), draft=draft)

    def newer(self) -> "Recall":
        """One question forward, the draft being the last."""
        return replace(self, back=max(self.back - 1, 0))

    def remember(self, question: str) -> "Recall":
        """A question was asked: it is the newest, and the draft is gone."""
        asked = self.asked if self.asked[-1:] == (question,) else (*self.asked, question)
        return Recall(asked)
