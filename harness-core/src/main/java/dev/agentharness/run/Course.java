package dev.agentharness.run;

import dev.agentharness.list.Appended;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The course of a run's work: the model's plan, and what keeps it to the task: nudges, reflections, checks. Immutable. */
final class Course {

    /** Before the first turn. */
    static final Course NONE = new Course();

    // Written only on a fresh copy, before anybody else has seen it.
    private @Nullable Plan plan;
    private int nudges;
    private Appended<RunEvent.Reflected> reflections;
    private int reflectedTurn;
    private @Nullable Reflection lastReflection;
    private @Nullable Verification verification;
    private int revisions;

    private Course() {
        reflections = Appended.copyOf(List.of());
    }

    private Course(Course before) {
        plan = before.plan;
        nudges = before.nudges;
        reflections = before.reflections;
        reflectedTurn = before.reflectedTurn;
        lastReflection = before.lastReflection;
        verification = before.verification;
        revisions = before.revisions;
    }

    /** The model's plan, if it has made one and it was not voided. */
    Optional<Plan> plan() {
        return Optional.ofNullable(plan);
    }

    /** How often the model was nudged since it last called a tool. */
    int nudges() {
        return nudges;
    }

    /** All reflections that had something to say, in order. */
    Appended<RunEvent.Reflected> reflections() {
        return reflections;
    }

    /** The number of the last turn that was reflected on. */
    int reflectedTurn() {
        return reflectedTurn;
    }

    /** What reflecting on the last turn said, if that was done. */
    Optional<Reflection> lastReflection() {
        return Optional.ofNullable(lastReflection);
    }

    /** What the check said of the model's last message, if it was checked. */
    Optional<Verification> verification() {
        return Optional.ofNullable(verification);
    }

    /** How often an answer was sent back for revision. */
    int revisions() {
        return revisions;
    }

    /** A new message of the model is neither reflected on nor checked yet; with calls in it, the model goes on by itself. */
    Course replied(boolean calls) {
        boolean nudged = nudges > 0 && !calls;
        if (lastReflection == null && verification == null && nudged == nudges > 0) {
            return this;
        }
        Course next = new Course(this);
        next.lastReflection = null;
        next.verification = null;
        next.nudges = nudged ? nudges : 0;
        return next;
    }

    Course planned(Plan made) {
        Course next = new Course(this);
        next.plan = made;
        return next;
    }

    Course nudged() {
        Course next = new Course(this);
        next.nudges++;
        return next;
    }

    Course reflected(RunEvent.Reflected event) {
        Course next = new Course(this);
        next.reflectedTurn = event.turn();
        next.lastReflection = event.reflection();
        if (!(event.reflection() instanceof Reflection.Continue)) {
            next.reflections = reflections.plus(event);
        }
        if (event.reflection() instanceof Reflection.Replan) {
            next.plan = null;
        }
        return next;
    }

    Course checked(Verification result) {
        Course next = new Course(this);
        next.verification = result;
        next.revisions += result.status() == Verification.Status.NEEDS_REVISION ? 1 : 0;
        return next;
    }

    /** What was thought of a run that had ended does not bind it when it goes on. */
    Course resumed(boolean ended) {
        Course next = new Course(this);
        next.nudges = 0;
        next.lastReflection = ended ? null : lastReflection;
        next.revisions = ended ? 0 : revisions;
        return next;
    }
}
