package dev.sluice.confidence;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefusalRuleTest {
    private final AnswerRules rule = new RefusalRule();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "I'm sorry, but I can't assist with that.",
                "I’m sorry, but I can’t help with that request.",
                "  \n**I'm sorry**, I cannot provide that.",
                "\"Sorry, but I won't do that.\"",
                "I apologize, but I am not able to answer this.",
                "I apologize for the confusion, but I cannot open links.",
                "Unfortunately, I cannot browse the internet.",
                "As an AI language model, I don't have personal opinions.",
                "I'm sorry, but as an AI language model, I cannot do this.",
                "I cannot assist with that.",
                "I can't help with that.",
                "I'm unable to help you with this.",
                "I must decline.",
                "> I am not comfortable with this topic.",
                "Es tut mir leid, aber ich kann dir dabei nicht helfen.",
                "Es tut mir sehr leid, das kann ich nicht beantworten.",
                "Leider kann ich Ihnen dazu keine Auskunft geben.",
                "Als KI-Sprachmodell habe ich keine Meinung.",
                "Ich kann Ihnen dabei nicht weiterhelfen.",
                "Dabei kann ich dir leider nicht helfen.",
                "Ich bin nicht in der Lage, diese Frage zu beantworten.",
                "Je suis désolé, mais je ne peux pas vous aider.",
                "Désolée, je ne peux pas répondre à cette question.",
                "Malheureusement, je ne suis pas capable de faire cela.",
                "En tant qu'IA, je ne possède pas d'opinions.",
                "Lo siento, pero no puedo ayudarte con eso.",
                "No puedo proporcionar esa información.",
                "Mi dispiace, ma non posso aiutarti.",
                "Purtroppo non sono in grado di rispondere.",
                "Sinto muito, mas não posso ajudar com isso.",
                "Desculpe, eu não consigo fazer isso.",
                "Het spijt me, maar ik kan je daar niet bij helpen.",
                "К сожалению, я не могу ответить на этот вопрос.",
                "申し訳ありませんが、そのご質問にはお答えできません。",
                "すみません。私はそれを手伝うことができません。",
                "很抱歉，我无法提供这方面的信息。",
                "对不起，作为一个人工智能，我不能回答这个问题。",
                "我无法回答这个问题。",
                "죄송합니다. 그 질문에는 답변할 수 없습니다.",
            })
    void findsARefusal(String text) {
        assertThat(rule.broken(text, false, false)).isEqualTo("refusal");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   \n",
                "Paris.",
                "I'm sorry to hear that your dog is ill.",
                "Sorry means that someone regrets something.",
                "Unfortunately, the shop is closed on Sundays.",
                "I can't wait to help you!",
                "I can't help but smile at that.",
                "I cannot recommend this book enough.",
                "I will not go there, said the fox.",
                "I'm sorry, but the answer is 42.",
                "As an AI engineer you will need Python.",
                "The phrase \"I'm sorry, but I can't\" is a refusal.",
                "Es tut mir leid, dass es dir schlecht geht.",
                "Leider regnet es morgen.",
                "Ich kann das gut verstehen: du willst nicht warten.",
                "Je suis désolé d'apprendre cela.",
                "Lo siento por tu pérdida.",
                "Mi dispiace per il ritardo: ecco la risposta.",
                "申し訳ありませんが、もう少し詳しく教えてください。",
                "抱歉让你久等了，答案是四十二。",
                "I'm sorry, but",
            })
    void findsNoneInAnAnswer(String text) {
        assertThat(rule.broken(text, true, false)).isNull();
    }

    @Test
    void looksAtTheBeginningOnly() {
        String text = "An answer. ".repeat(100_000) + "I'm sorry, but I can't assist with that.";

        assertThat(rule.broken(text, true, false)).isNull();
    }
}
