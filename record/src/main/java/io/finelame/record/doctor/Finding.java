package io.finelame.record.doctor;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** A finding of doctor about one item. */
record Finding(Verdict verdict, String what, String detail) {
    enum Verdict {
        /** It works. */
        OK,
        /** It doesn't, and recording continues without it or in another way. */
        NOTE,
        /** It doesn't, and nothing can be recorded until it does. */
        NO;

        @JsonValue
        String recorded() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Finding ok(String what, String detail) {
        return new Finding(Verdict.OK, what, detail);
    }

    static Finding note(String what, String detail) {
        return new Finding(Verdict.NOTE, what, detail);
    }

    static Finding no(String what, String detail) {
        return new Finding(Verdict.NO, what, detail);
    }
}
