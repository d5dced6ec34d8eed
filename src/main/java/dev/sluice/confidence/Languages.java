package dev.sluice.confidence;

import java.util.Set;

/** The languages that {@link LanguageRule}'s model tells apart. */
public final class Languages {
    /** Their ISO 639-3 codes, as the model has them. */
    public static final Set<String> KNOWN =
            Set.of(("afr ara ast aze bak bel ben bos bre bul cat ceb ces che cmn cym dan"
                            + " deu ekk ell eng epo est eus fao fas fin fra fry gle glg gsw guj "
                            + "heb hin hrv hun hye ind isl ita jav jpn"
                            + " kan kat kaz kir kor lat lav lim lit ltz lvs mal mar min mkd mlt "
                            + "mon mri msa nan nds nep nld nno nob oci"
                            + " pan pes plt pnb pol por pus ron rus san sin slk slv som spa sqi "
                            + "srp sun swa swe tam tat tel tgk tgl tha"
                            + " tur ukr urd uzb vie vol war zul")
                    .split(" "));

    private Languages() {}
}
