"""Refusals and what OpenAI's own Python client makes of them. See ../run."""

import time
import unittest

import openai
from openai import OpenAI

from asking import LOCAL, URL, chat, client, text
from simulator import Judged


class Refusals(Judged):
    def test_have_their_own_exceptions(self):
        for model, kind, status, code in (
            ("busy", openai.RateLimitError, 429, None),
            ("refused", openai.BadRequestError, 400, "invalid_value"),
            ("ecko", openai.NotFoundError, 404, "model_not_found"),
            ("broken", openai.InternalServerError, 500, None),
            ("overloaded", openai.InternalServerError, 503, None),
            ("locked", openai.InternalServerError, 502, "upstream_auth"),
        ):
            for stream in (True, False):
                with self.subTest(model=model, stream=stream):
                    self.assert_refused(model, stream, kind, status, code)
        self.assert_refused("error-in-200", True, openai.InternalServerError, 502, "overloaded")

    def assert_refused(self, model, stream, kind, status, code):
        with self.assertRaises(kind) as seen:
            chat(model, stream=stream)
        self.assertEqual(status, seen.exception.status_code)
        if code is not None:
            self.assertEqual(code, seen.exception.code)
        self.assertEqual({"message", "type", "param", "code"}, set(seen.exception.body))
        self.assertTrue(seen.exception.request_id)

    def test_carry_the_headers_that_clients_act_on(self):
        with self.assertRaises(openai.RateLimitError) as refused:
            chat("busy", stream=True)
        headers = refused.exception.response.headers
        self.assertEqual(("7", "0"), (headers["retry-after"], headers["x-ratelimit-remaining-requests"]))

    def test_are_retried_when_the_upstream_says(self):
        began = time.monotonic()
        self.assertIn("hello", text(chat("busy-once", retries=2, stream=True)))
        self.assertGreaterEqual(time.monotonic() - began, 2.9)
        self.assert_asked_upstream(2)

    def test_are_retried_or_not_as_x_should_retry_says(self):
        self.assertIn("hello", text(chat("worth-another-try", retries=2, stream=True)))
        self.assert_asked_upstream(2)
        with self.assertRaises(openai.InternalServerError):
            chat("hopeless", retries=2, stream=True)
        self.assert_asked_upstream(3)

    def test_are_not_retried_when_every_rung_has_had_its_try(self):
        with self.assertRaises(openai.InternalServerError) as seen:
            chat("no-rung-left", retries=2, stream=True)
        self.assertEqual((503, "false"), (seen.exception.status_code, seen.exception.response.headers["x-should-retry"]))
        self.assert_asked_upstream(2)

    def test_do_not_show_when_another_rung_answers(self):
        self.assertEqual("Counted words.", text(chat("second-rung", stream=True)))
        self.assert_asked_upstream(2)

    def test_know_models_and_keys(self):
        self.assertIn(LOCAL, [model.id for model in client().models.list()])
        with self.assertRaises(openai.NotFoundError) as missing:
            chat("ecko")
        self.assertIn("'echo'", str(missing.exception))
        with self.assertRaises(openai.AuthenticationError):
            OpenAI(base_url=URL + "/v1", api_key="wrong", max_retries=0).models.list()


if __name__ == "__main__":
    unittest.main()
