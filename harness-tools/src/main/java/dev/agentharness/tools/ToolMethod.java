package dev.agentharness.tools;

import dev.agentharness.model.Effect;
import dev.agentharness.model.Risk;
import dev.agentharness.model.ToolSpec;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a method a tool, for {@link Tools#fromMethods}. The parameters are the arguments, under their names (compile with
 * {@code -parameters}, or name them by {@link ToolArgument}); one that is {@code Optional} may be left out. A parameter of
 * type {@code ToolContext} is no argument: it is handed the context of the call.
 *
 * <p>What is left unsaid is taken at its worst, as in {@link ToolSpec}. Times are written as {@link java.time.Duration}
 * reads them: {@code PT30S}.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface ToolMethod {

    /** When to use it and what comes back, in words for the model. */
    String value();

    /** What the model calls it by; the name of the method unless told. */
    String name() default "";

    /** Raise it when the tool's meaning changes. */
    String version() default "1";

    Effect effect() default Effect.NON_IDEMPOTENT;

    Risk risk() default Risk.DESTRUCTIVE;

    /** What it touches, in the application's words. */
    String[] scopes() default {};

    /** How long one call may take. */
    String timeout() default "PT1M";

    int maxOutputChars() default 30_000;

    /** Whether calling it again and again with the same result is what it is for. */
    boolean polling() default false;

    /** How often it may be called: a number and a time, such as {@code 60/PT1M}; as often as one likes unless told. */
    String rateLimit() default "";

    /** How many calls may run at once; 0 for as many as one likes. */
    int concurrency() default 0;

    /** Whether it hands the call's idempotency key on to a service that does nothing twice. */
    boolean idempotencyKeys() default false;

    /** How long a cache may give a result again to the same arguments; not at all unless told. */
    String cacheFor() default "";
}
