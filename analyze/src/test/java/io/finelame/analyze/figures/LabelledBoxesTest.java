package io.finelame.analyze.figures;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LabelledBoxesTest {

    private static final String NAME = "v8::internal::IrregexpInterpreter::Match";

    @Test
    void fitting_enoughRoom_isTheWholeText() {
        assertEquals(NAME, LabelledBoxes.fitting(NAME, 500));
    }

    @Test
    void fitting_lessRoom_isTheBeginningWithAnEllipsisAndFits() {
        String text = LabelledBoxes.fitting(NAME, 60);
        assertTrue(text.startsWith("v8::inter") && text.endsWith("…"), text);
        assertTrue(Typeface.width(Typeface.SMALL, text) <= 60, text);
    }

    @Test
    void fitting_hardlyAnyRoom_isNothing() {
        assertEquals("", LabelledBoxes.fitting(NAME, 8));
    }
}
