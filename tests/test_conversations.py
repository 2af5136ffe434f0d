"""The closed form of a conversation against sending it call by call."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculators.conversations import tokens_of_request

TOKENS = st.integers(0, 10_000)
CONVERSATIONS = st.fixed_dictionaries(
    {
        "static_prompt_tokens": TOKENS,
        "variable_input_tokens": TOKENS,
        "output_tokens": TOKENS,
        "reasoning_tokens": TOKENS,
        "tool_call_tokens": TOKENS,
        "tool_result_tokens": TOKENS,
        "turns": st.integers(1, 12),
        "tool_calls_per_turn": st.integers(0, 4),
    }
)


def sent_call_by_call(point: dict[str, Any]) -> list[tuple[int, int]]:
    """Input and output tokens of each call, by keeping the transcript."""
    transcript, calls = point["static_prompt_tokens"], []
    for _turn in range(point["turns"]):
        transcript += point["variable_input_tokens"]
        for _tool in range(point["tool_calls_per_turn"]):
            calls.append((transcript, point["tool_call_tokens"] + point["reasoning_tokens"]))
            transcript += point["tool_call_tokens"] + point["tool_result_tokens"]
        calls.append((transcript, point["output_tokens"] + point["reasoning_tokens"]))
        transcript += point["output_tokens"]
    return calls


@given(CONVERSATIONS)
def test_the_sum_is_that_of_the_transcript(point: dict[str, Any]) -> None:
    calls = sent_call_by_call(point)
    (part,) = tokens_of_request(point, [])
    assert part.calls == len(calls)
    assert part.input == pytest.approx(sum(sent for sent, _ in calls))
    assert part.output == pytest.approx(sum(received for _, received in calls))
    assert part.context_tokens == calls[-1][0]
    written = [received - point["reasoning_tokens"] for _, received in calls]
    assert part.carried == pytest.approx(sum(written[:-1])), "all but the last answer comes back once"
    assert part.history == pytest.approx(part.older + part.carried)


@given(CONVERSATIONS, st.integers(0, 200_000))
def test_each_side_of_a_threshold_is_counted_apart(point: dict[str, Any], threshold: int) -> None:
    above = [call for call in sent_call_by_call(point) if call[0] > threshold]
    parts = [part for part in tokens_of_request(point, [threshold]) if part.context_tokens > threshold]
    assert sum(part.calls for part in parts) == len(above)
    assert sum(part.input for part in parts) == pytest.approx(sum(sent for sent, _ in above))
    assert sum(part.output for part in parts) == pytest.approx(sum(received for _, received in above))


@given(CONVERSATIONS, st.floats(0, 1), st.floats(0, 1))
def test_fractions_lie_between_whole_numbers(point: dict[str, Any], turns: float, tools: float) -> None:
    def total(**changed: float) -> float:
        return sum(part.input + part.output for part in tokens_of_request(point | changed, [5_000]))

    for name, fraction in (("turns", turns), ("tool_calls_per_turn", tools)):
        below, above = total(**{name: point[name]}), total(**{name: point[name] + 1})
        between = total(**{name: point[name] + fraction})
        slack = 1e-9 * above
        assert below - slack <= between <= above + slack
