package dev.agentharness.models;

/** An error as MiniMax has it: a number and words in "base_resp", with a status of 200 and no choices. */
final class MiniMaxError {

    private MiniMaxError() {}

    /** Throws if there is one. */
    static void check(Node body) throws ErrorAnswer {
        Node response = body.get("base_resp");
        int code = response.integer("status_code", 0);
        if (code != 0) {
            throw new ErrorAnswer(new ErrorBody(status(code), String.valueOf(code), response.text("status_msg")));
        }
    }

    /** What others would have said ("Error codes" in its documentation). */
    private static int status(int code) {
        return switch (code) {
            case 1001 -> 504;
            case 1002, 1039, 1041 -> 429;
            case 1004, 2049 -> 401;
            case 1008 -> 402;
            case 1026, 1027, 1042, 2013 -> 400;
            default -> 500;
        };
    }
}
