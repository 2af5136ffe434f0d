"""Which tokens one request sends and receives, call by call: turns and tool calls send the past again."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple


class Call(NamedTuple):
    """One model call of a turn; `final` is the share of it that ends the turn rather than calls another tool."""

    tool_calls_before: int
    weight: float
    final: float


class Tokens(NamedTuple):
    """Tokens of some calls of one request; `context_tokens` is the longest input among them.

    `carried` is what the model wrote just before and these calls are the first to send again, `older` what has been
    sent before.
    """

    context_tokens: float
    calls: float
    static: float
    fresh: float
    older: float
    carried: float
    output: float

    @property
    def input(self) -> float:
        """All input tokens."""
        return self.static + self.fresh + self.history

    @property
    def history(self) -> float:
        """What earlier calls have sent or received already."""
        return self.older + self.carried


def tokens_of_request(point: Mapping[str, float], thresholds: Sequence[int]) -> Iterator[Tokens]:
    """Yield the tokens of one request, in parts none of which straddles a threshold of input length.

    In turn t (from 0) the call after j tool calls sends
    fixed prompt + t x (changing input + tool calls and results + answer) + changing input + j x (tool call + result).
    A fractional number of turns or tool calls lies linearly between the whole numbers beside it.
    Reasoning tokens are billed as output and not sent again.

    Args:
        point: `turns` (at least 1), `tool_calls_per_turn`, and tokens per call as in the inputs of `inference`.
        thresholds: input lengths of one call, in tokens, above which its price changes.

    """
    calls = _calls_of_turn(point["tool_calls_per_turn"])
    whole_turns, rest = divmod(point["turns"], 1)
    turns = [(index, 1.0) for index in range(int(whole_turns))] + ([(int(whole_turns), rest)] if rest else [])
    first, last = _context(point, 0, 0), _context(point, turns[-1][0], calls[-1].tool_calls_before)
    if not any(first <= threshold < last for threshold in thresholds):
        index_sum = sum(index * weight for index, weight in turns)
        yield _add_up(point, point["turns"], index_sum, calls, last, later_turns=point["turns"] - 1)
        return
    for index, weight in turns:
        shortest, longest = (_context(point, index, call.tool_calls_before) for call in (calls[0], calls[-1]))
        straddles = any(shortest <= threshold < longest for threshold in thresholds)
        for part in [[call] for call in calls] if straddles else [calls]:
            longest = _context(point, index, part[-1].tool_calls_before)
            yield _add_up(point, weight, weight * index, part, longest, later_turns=weight if index else 0.0)


def _calls_of_turn(tool_calls: float) -> list[Call]:
    whole, rest = divmod(tool_calls, 1)
    last = int(whole)
    calls = [Call(index, 1.0, 0.0) for index in range(last)] + [Call(last, 1.0, 1.0 - rest)]
    return [*calls, Call(last + 1, rest, 1.0)] if rest else calls


def _exchange_tokens(point: Mapping[str, float]) -> float:
    """Tokens that one turn adds to all later ones."""
    return _before_answer(point) + point["output_tokens"]


def _before_answer(point: Mapping[str, float]) -> float:
    """Tokens that one turn adds before its answer."""
    tool_use = point["tool_call_tokens"] + point["tool_result_tokens"]
    return point["variable_input_tokens"] + point["tool_calls_per_turn"] * tool_use


def _context(point: Mapping[str, float], turn: int, call: int) -> float:
    own = point["static_prompt_tokens"] + point["variable_input_tokens"]
    tool_use = point["tool_call_tokens"] + point["tool_result_tokens"]
    return own + turn * _exchange_tokens(point) + call * tool_use


def _add_up(
    point: Mapping[str, float],
    turns: float,
    turn_index_sum: float,
    calls: Sequence[Call],
    context: float,
    *,
    later_turns: float,
) -> Tokens:
    variable, answer = point["variable_input_tokens"], point["output_tokens"]
    asked, returned = point["tool_call_tokens"], point["tool_result_tokens"]
    count = fresh = older = carried = output = 0.0
    for call in calls:
        made = turns * call.weight
        count += made
        output += made * (call.final * answer + (1 - call.final) * asked + point["reasoning_tokens"])
        if call.tool_calls_before == 0:
            fresh += made * variable
            carried += call.weight * later_turns * answer
            older += call.weight * (turn_index_sum * _before_answer(point) + (turn_index_sum - later_turns) * answer)
        else:
            fresh += made * returned
            carried += made * asked
            older += call.weight * turn_index_sum * _exchange_tokens(point)
            older += made * (variable + (call.tool_calls_before - 1) * (asked + returned))
    return Tokens(context, count, count * point["static_prompt_tokens"], fresh, older, carried, output)
