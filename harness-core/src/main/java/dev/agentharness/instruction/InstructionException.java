package dev.agentharness.instruction;

/** A file of instructions is refused; the message names the file, the line and what is wrong. */
public final class InstructionException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String file;
    private final int line;

    InstructionException(String file, int line, String problem) {
        super(file + ":" + line + ": " + problem);
        this.file = file;
        this.line = line;
    }

    /** The file's path below the root. */
    public String file() {
        return file;
    }

    /** Counted from 1, which also stands for the file as a whole. */
    public int line() {
        return line;
    }
}
