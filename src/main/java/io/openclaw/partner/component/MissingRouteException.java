package io.openclaw.partner.component;

/** A vendor has no route for an operation. Names the route and the file it belongs in. */
public class MissingRouteException extends IllegalStateException {

    public MissingRouteException(String message) {
        super(message);
    }
}
