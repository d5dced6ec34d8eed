-- What upstreams said when they refused: [{"attempt": 1, "words": "…"}], in UTF-8. It may repeat the request, so it
-- stands with the texts, only for routes that keep them, and goes with them. Null: nothing was said.
alter table inference_text add column refusals bytea;
