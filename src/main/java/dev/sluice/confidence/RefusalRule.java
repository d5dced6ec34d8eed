package dev.sluice.confidence;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Refuses an answer that begins like a refusal: with an apology and a statement that the model
 * can't, or with that statement alone where it can hardly mean anything else. Narrower than the
 * usual lists of openings (Zou et al. 2023, arXiv 2307.15043, count any "I'm sorry"), because here
 * a false alarm costs another call: "I'm sorry to hear that" is no refusal, and "Unfortunately the
 * shop is closed" is an answer.
 */
final class RefusalRule implements AnswerRules {
    /** No opening below is longer; anything later belongs to an answer. */
    private static final int LOOKED_AT = 320;

    private static final String GAP = "[ ,.;:!–—-]*";
    private static final String WIDE_GAP = "[ ,.;:!。、…–—-]*";

    private static final List<Pattern> OPENINGS = openings(
            // English
            "(?:(?:i'm |i am |we're |we are )?(?:so |very |really |truly )?sorry|(?:i |we "
                    + ")?apologi[sz]e|(?:my )?apologies|unfortunately|regrettably)"
                    + "(?: for [^,.;!]{1,60})?" + GAP + "(?:but |however,? )?" + GAP
                    + "(?:as an ai[^,.;]{0,60}, )?(?:i|we) (?:can't|cannot|can not|won't|will "
                    + "not|could not|couldn't|am unable|am not able|are unable|are not "
                    + "able|don't feel comfortable)\\b",
            "(?:sorry|i'm sorry|i am sorry)" + GAP
                    + "(?:but )?(?:i'm |i am )(?:unable|not able|not comfortable)\\b",
            "as an ai[^,.;]{0,60}, (?:i|it) (?:can't|cannot|can not|don't|do not|am not|am "
                    + "unable|must|is not)\\b",
            "(?:i'm|i am) (?:unable|not able|not allowed|not permitted) to "
                    + "(?:help|assist|provide|fulfill?|comply|engage|answer|create|generate|"
                    + "discuss|support|do)\\b",
            "(?:i'm|i am) not comfortable (?:with|helping|assisting|providing|answering)\\b",
            "i (?:can't|cannot|can not|won't|will not) (?:assist|comply|fulfill?|engage "
                    + "in|participate in|provide|help(?: (?:you|with)\\b|[.,!;]))",
            "i (?:must|have to) (?:decline|refuse)\\b",
            // German
            "(?:es )?(?:tut mir(?: sehr)? leid|ich "
                    + "bedauere?|entschuldigung|entschuldige|verzeihung|leider)"
                    + GAP
                    + "(?:aber )?(?:das |dabei |hierbei |damit )?(?:ich "
                    + "(?:kann|darf|werde)|(?:kann|darf|werde) ich|bin ich|ich bin)(?: [^ "
                    + ".,;!]+){0,5}? (?:nicht|keine?[mnrs]?)\\b",
            "als (?:eine? )?(?:ki|künstliche intelligenz|sprachmodell)[^.;]{0,60} "
                    + "(?:kann|darf|habe|bin) ich(?: [^ .,;!]+){0,5}? (?:nicht|keine?[mnrs]?)\\b",
            "ich (?:kann|darf|werde) (?:(?:ihnen|dir|euch|dabei|damit|hierbei) ){0,2}nicht "
                    + "(?:dabei |damit |hierbei "
                    + "|weiter)?(?:helfen|weiterhelfen|behilflich|unterstützen|"
                    + "beantworten)\\b",
            "(?:dabei|damit|hierbei) kann ich (?:(?:ihnen|dir|euch|leider) ){0,2}nicht\\b",
            "ich bin nicht in der lage\\b",
            // French
            "(?:je (?:suis|vous|te)? ?(?:vraiment "
                    + ")?)?(?:désolée?s?|m'excuse|regrette|malheureusement|toutes mes excuses)"
                    + GAP + "(?:mais )?je ne (?:peux|puis|suis|serai|pourrai)\\b",
            "je ne (?:peux|puis) (?:pas )?(?:(?:vous |t'|te )?aider|répondre "
                    + "à|fournir|satisfaire|traiter|accéder à)\\b",
            "je ne suis pas en mesure\\b",
            "en tant qu[e' ]+(?:ia|intelligence artificielle|modèle|assistant)[^.;]{0,60}, je "
                    + "ne\\b",
            // Spanish
            "(?:lo siento|lo "
                    + "lamento|perdón|disculpa|disculpe|lamentablemente|desafortunadamente)(?: "
                    + "mucho)?"
                    + GAP
                    + "(?:pero )?no (?:puedo|podré|podemos|me es posible|estoy en condiciones|soy "
                    + "capaz)\\b",
            "no puedo (?:ayudar(?:te|le|les|los)?|cumplir|proporcionar|responder "
                    + "a|asistir(?:te|le)?)\\b",
            "como (?:una? )?(?:ia|inteligencia artificial|modelo de "
                    + "lenguaje|asistente)[^.;]{0,60}, no\\b",
            // Italian
            "(?:mi dispiace|mi spiace|spiacente|purtroppo|mi scuso)" + GAP
                    + "(?:ma )?non (?:posso|potrò|sono in grado|mi è possibile)\\b",
            "non (?:posso|sono in grado di) (?:aiutar(?:ti|la|vi|e)|fornir[ei]|rispondere "
                    + "a|soddisfare|assister[ei])\\b",
            "(?:come|in quanto|essendo) (?:una |un )?(?:ia|intelligenza artificiale|modello "
                    + "linguistico)[^.;]{0,60}, non\\b",
            // Portuguese
            "(?:sinto muito|lamento|desculpe|desculpa|peço desculpas?|infelizmente)" + GAP
                    + "(?:mas )?(?:eu )?não (?:posso|consigo|poderei|sou capaz|estou apto)\\b",
            "(?:eu )?não posso (?:ajudar|ajudá-l[oa]|fornecer|responder a|atender)\\b",
            // Dutch
            "(?:het spijt me|sorry|helaas|excuses)" + GAP
                    + "(?:maar )?(?:ik (?:kan|mag)|(?:kan|mag) ik)(?: [^ .,;!]+){0,5}? "
                    + "(?:niet|geen)\\b",
            // Russian
            "(?:извините|простите|к сожалению|мне жаль)" + GAP
                    + "(?:но )?я не (?:могу|смогу|в состоянии|имею права)\\b",
            "я не могу (?:помочь|предоставить|ответить на|выполнить)\\b",
            // Japanese
            "(?:大変|誠に)?(?:申し訳(?:ありません|ございません|ない)|すみません|すいません|ごめんなさい|恐れ入りますが|残念ながら)[^。!]{0,"
                    + "20}[。、!]?[^。!]{0,40}?(?:できません|できかねます|いたしかねます|出来ません|答えられません|お断り)",
            // Chinese
            "(?:非常|很|十分)?(?:抱歉|对不起|對不起|不好意思|遗憾)" + WIDE_GAP + "(?:但|但是|不过)?" + WIDE_GAP
                    + "(?:作为[^。]{0,30}[,、])?(?:我|本人)[^。]{0,8}?(?:不能|无法|無法|没法|沒辦法|没有办法|不可以)",
            "(?:作为[^。]{0,30}[,、])?我(?:不能|无法|無法)(?:提供|帮助|幫助|协助|協助|回答|满足|滿足|完成)",
            // Korean
            "(?:죄송합니다|죄송하지만|미안합니다|미안하지만|유감스럽게도)[^。]{0,50}?(?:수 없습니다|수 없어요|어렵습니다)");

    @Override
    public @Nullable String broken(String text, boolean whole, boolean otherContent) {
        String opening = normalised(text);
        for (Pattern refusal : OPENINGS) {
            if (refusal.matcher(opening).lookingAt()) {
                return "refusal";
            }
        }
        return null;
    }

    /**
     * The beginning in lower case, with plain apostrophes and single spaces, and without anything
     * before its first letter.
     */
    private static String normalised(String text) {
        StringBuilder opening = new StringBuilder(LOOKED_AT);
        boolean space = false;
        for (int i = 0; i < text.length() && opening.length() < LOOKED_AT; i++) {
            char c = text.charAt(i);
            if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                space = true;
            } else if (!isMark(c, opening.isEmpty())) {
                if (space && !opening.isEmpty()) {
                    opening.append(' ');
                }
                space = false;
                opening.append(plain(c));
            }
        }
        return opening.toString().toLowerCase(Locale.ROOT);
    }

    /**
     * Whether the character marks emphasis or, at the beginning, a heading, a quotation or a list.
     */
    private static boolean isMark(char c, boolean beginning) {
        return c == '*' || c == '_' || (beginning && !Character.isLetter(c));
    }

    private static char plain(char c) {
        return switch (c) {
            case '’', '‘', 'ʼ', '′', '´', '`' -> '\'';
            case '！' -> '!';
            case '，' -> ',';
            default -> c;
        };
    }

    private static List<Pattern> openings(String... patterns) {
        return List.of(patterns).stream()
                .map(pattern -> Pattern.compile(pattern, Pattern.UNICODE_CHARACTER_CLASS))
                .toList();
    }
}
