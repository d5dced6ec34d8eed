package dev.sluice.record;

/**
 * What was asked and answered, byte for byte: the request's body, and the answer's as the client
 * got it.
 *
 * @param request the request's body
 * @param answer the answer's body as far as it went: server-sent events, or a document
 * @param answerCut whether more was answered than is kept here
 */
@SuppressWarnings("ArrayRecordComponent") // Written once and never changed; equality is not used.
public record RecordedText(byte[] request, byte[] answer, boolean answerCut) {
    @Override
    public String toString() {
        return "RecordedText[" + request.length + " + " + answer.length
                + " bytes]"; // Never the text itself.
    }
}
