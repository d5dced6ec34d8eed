package dev.sluice.dialect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Replacements in one chunk, all made at once; what stands within another goes with it. Reused from
 * chunk to chunk.
 */
public final class FrameEdits {
    /** Where several begin: what is put in, then the widest, which takes the others with it. */
    private static final Comparator<Edit> ORDER = Comparator.comparingInt(Edit::from)
            .thenComparing(edit -> edit.from < edit.to)
            .thenComparing(Edit::to, Comparator.reverseOrder());

    private final List<Edit> edits = new ArrayList<>(4);

    public boolean isEmpty() {
        return edits.isEmpty();
    }

    public void clear() {
        edits.clear();
    }

    /** Replaces the bytes in {@code [from, to)}. */
    public void replace(int from, int to, byte[] replacement) {
        edits.add(new Edit(from, to, replacement));
    }

    /** {@code bytes[start, end)} with all replacements made, which are then cleared. */
    public byte[] apply(byte[] bytes, int start, int end) {
        byte[] edited = copy(bytes, start, end);
        edits.clear();
        return edited;
    }

    /** {@code bytes[start, end)} with all replacements made, which are kept. */
    public byte[] copy(byte[] bytes, int start, int end) {
        sort();
        int length = end - start;
        for (Edit edit : edits) {
            length += edit.replacement.length - (edit.to - edit.from);
        }
        byte[] edited = new byte[length];
        int at = start;
        int to = 0;
        for (Edit edit : edits) {
            System.arraycopy(bytes, at, edited, to, edit.from - at);
            to += edit.from - at;
            System.arraycopy(edit.replacement, 0, edited, to, edit.replacement.length);
            to += edit.replacement.length;
            at = edit.to;
        }
        System.arraycopy(bytes, at, edited, to, end - at);
        return edited;
    }

    private void sort() {
        if (edits.size() < 2) {
            return;
        }
        edits.sort(ORDER);
        int kept = 1;
        for (int i = 1; i < edits.size(); i++) {
            if (edits.get(i).from >= edits.get(kept - 1).to) {
                edits.set(kept++, edits.get(i));
            }
        }
        edits.subList(kept, edits.size()).clear();
    }

    @SuppressWarnings("ArrayRecordComponent") // Read once and never compared.
    private record Edit(int from, int to, byte[] replacement) {}
}
