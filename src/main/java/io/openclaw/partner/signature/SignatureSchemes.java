package io.openclaw.partner.signature;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** All schemes by name. */
public final class SignatureSchemes {

    private final Map<String, SignatureScheme> byName = new TreeMap<>();

    public SignatureSchemes(Collection<SignatureScheme> schemes) {
        for (SignatureScheme scheme : schemes) {
            SignatureScheme other = byName.put(scheme.name(), scheme);
            if (other != null) {
                throw new IllegalArgumentException("two signature schemes are named " + scheme.name() + ": "
                        + other.getClass().getName() + " and "
                        + scheme.getClass().getName());
            }
        }
    }

    /** The scheme of that name; the message lists the names there are. */
    public SignatureScheme get(String name) {
        SignatureScheme scheme = byName.get(name);
        if (scheme == null) {
            throw new IllegalArgumentException("no signature scheme '" + name + "'; known are " + byName.keySet());
        }
        return scheme;
    }
}
