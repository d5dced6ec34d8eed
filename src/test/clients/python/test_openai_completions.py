"""Legacy completions, by OpenAI's own Python client. See ../run."""

import unittest

import openai

from asking import USAGE, client, complete
from simulator import Judged, open_gate


class Legacy(Judged):
    """POST /v1/completions."""

    def test_streams(self):
        stream = complete("gated", stream=True, stream_options=USAGE)
        chunks = [next(stream)]
        self.assertEqual("First", chunks[0].choices[0].text)
        self.assert_still_answering()
        open_gate("rest")
        chunks += stream
        self.assertEqual("First and last.", "".join(c.choices[0].text for c in chunks if c.choices))
        self.assertEqual([], chunks[-1].choices)
        self.assertEqual(10, chunks[-1].usage.total_tokens)
        self.assertEqual("stop", chunks[-2].choices[0].finish_reason)
        self.assertEqual({"text_completion"}, {c.object for c in chunks})

    def test_sees_no_chunk_without_a_choice_unless_asked(self):
        self.assertTrue(all(chunk.choices for chunk in complete("counted", stream=True)))

    def test_cancels_half_way(self):
        stream = complete("stalls", stream=True)
        next(stream)
        self.assert_still_answering()
        stream.close()
        self.assert_upstream_was_reset()

    def test_sees_a_cut_as_an_error(self):
        for model in ("reset", "closed", "unfinished"):
            with self.subTest(model), self.assertRaises(openai.APIError) as seen:
                list(complete(model, stream=True))
            self.assertEqual("upstream_cut", seen.exception.code)

    def test_gets_log_probs_and_choices(self):
        chunks = list(complete("scored", stream=True, logprobs=1))
        scores = [c.choices[0].logprobs for c in chunks if c.choices[0].logprobs]
        self.assertEqual(["Sure", "ly"], [token for score in scores for token in score.tokens])
        self.assertEqual([-0.125, -0.25], [logprob for score in scores for logprob in score.token_logprobs])
        self.assertEqual({0, 1}, {c.choices[0].index for c in complete("echo", stream=True, n=2)})
        self.assertEqual(2, len(complete("echo", n=2).choices))

    def test_gets_a_status_before_the_first_token(self):
        with self.assertRaises(openai.RateLimitError):
            complete("busy", stream=True)
        with self.assertRaises(openai.BadRequestError) as refused:
            client().completions.create(model="echo", prompt=7)
        self.assertEqual("prompt", refused.exception.param)


if __name__ == "__main__":
    unittest.main()
