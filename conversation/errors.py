"""What a flow can do wrong. Each names the flow and the question, for whoever wrote it."""

from __future__ import annotations


class FlowError(Exception):
    """A mistake in a flow's own code: the turn is undone, the update parked, and the author told where to look."""

    def __init__(self, flow: str, key: str, what: str) -> None:
        super().__init__(f"flow {flow!r}, {f'at question {key!r}' if key else 'before its first question'}: {what}")
        self.flow = flow
        self.key = key


class AskedTwice(FlowError):
    """Two questions share a key, so their answers could not be told apart."""

    def __init__(self, flow: str, key: str) -> None:
        super().__init__(flow, key, "this key is asked twice; give each question its own")


class AskedAfterActing(FlowError):
    """A question comes after a write. Replaying the flow for its answer would write again."""

    def __init__(self, flow: str, key: str) -> None:
        super().__init__(flow, key, "asked after a write; ask everything first, then act")


class AwaitedSomethingElse(FlowError):
    """The flow awaits something that is neither a question nor a read: it would hold up everyone's commit."""

    def __init__(self, flow: str, key: str, awaited: str) -> None:
        super().__init__(
            flow,
            key,
            f"awaits {awaited}; a flow awaits questions and queries only, leave an errand for the rest",
        )


class UnknownFlow(FlowError):
    """There is no flow of this name (any more)."""

    def __init__(self, flow: str) -> None:
        super().__init__(flow, "", "no such flow")
