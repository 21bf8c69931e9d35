package io.finelame.bpf.finelame;

import io.finelame.bpf.BpfException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A test that loads eBPF programs: skipped, with the reason, where this user or kernel can't, unless FINELAME_REQUIRE_BPF=1
 * says that it must run.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(KernelTest.Condition.class)
public @interface KernelTest {

    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if ("1".equals(System.getenv("FINELAME_REQUIRE_BPF"))) {
                return ConditionEvaluationResult.enabled("FINELAME_REQUIRE_BPF=1");
            }
            try (FinelameObject _ = FinelameObject.load(16)) {
                return ConditionEvaluationResult.enabled("eBPF programs load");
            } catch (BpfException e) {
                return ConditionEvaluationResult.disabled("eBPF programs don't load here: " + e.getMessage());
            }
        }
    }
}
