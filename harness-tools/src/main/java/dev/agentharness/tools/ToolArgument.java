package dev.agentharness.tools;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Says more of a parameter of a {@link ToolMethod}. */
@Documented
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface ToolArgument {

    /** What it is, in words for the model; its name has to do unless told. */
    String value() default "";

    /** What the model calls it by; the name of the parameter unless told. */
    String name() default "";
}
