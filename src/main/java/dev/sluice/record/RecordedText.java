package dev.sluice.record;

/**
 * The bodies of the request and the answer, byte for byte as the client sent and got them.
 *
 * @param request the request's body
 * @param answer the answer's body as far as it got: server-sent events or a document
 * @param answerCut whether the answer was longer than what is kept here
 */
@SuppressWarnings("ArrayRecordComponent") // Written once and never changed; equality is not used.
public record RecordedText(byte[] request, byte[] answer, boolean answerCut) {
    @Override
    public String toString() {
        return "RecordedText[" + request.length + " + " + answer.length
                + " bytes]"; // Never the text itself.
    }
}
