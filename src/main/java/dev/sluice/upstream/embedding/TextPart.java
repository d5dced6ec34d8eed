package dev.sluice.upstream.embedding;

import java.util.List;

/**
 * A part of a text, as long as the model can take or shorter.
 *
 * @param tokens how many it has; above 0
 */
record TextPart(String text, int tokens) {
    /** How BERT's tokenizers mark a token that continues a word. */
    private static final String CONTINUES = "##";

    /** Leaves out what the client wrote. */
    @Override
    public String toString() {
        return "TextPart[" + tokens + " tokens]";
    }

    /**
     * Where the part that begins at a token ends: between two words if there is such a place, and
     * at most so many tokens on.
     */
    static int end(String[] tokens, int from, int most) {
        int end = Math.min(tokens.length, from + most);
        if (end == tokens.length) {
            return end;
        }
        int word = end;
        while (word > from && tokens[word].startsWith(CONTINUES)) {
            word--;
        }
        return word > from ? word : end;
    }

    /** The mean of the parts' vectors, weighted by their tokens and normalised. */
    static float[] mean(List<TextPart> parts, List<float[]> vectors) {
        if (vectors.size() == 1) {
            return vectors.getFirst();
        }
        double[] sum = new double[vectors.getFirst().length];
        for (int part = 0; part < parts.size(); part++) {
            float[] vector = vectors.get(part);
            for (int i = 0; i < sum.length; i++) {
                sum[i] += (double) vector[i] * parts.get(part).tokens();
            }
        }
        double square = 0;
        for (double number : sum) {
            square += number * number;
        }
        double length = Math.sqrt(square);
        float[] mean = new float[sum.length];
        for (int i = 0; i < sum.length; i++) {
            mean[i] = (float) (sum[i] / length);
        }
        return mean;
    }
}
