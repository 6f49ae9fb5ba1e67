package io.openclaw.store;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.h2.command.Command;
import org.h2.engine.Database;
import org.h2.engine.Engine;
import org.h2.engine.Session;
import org.h2.mvstore.MVStore;

/** What H2 keeps to itself, as it is in the version the pom pins; another version without it fails at the start. */
final class H2Internals {

    private static final Field LOCK = field(Session.class, "lock");
    private static final Field SQL = field(Command.class, "sql");
    private static final Field AUTO_COMMIT_MEMORY = field(MVStore.class, "autoCommitMemory");
    private static final Field DATABASES = field(Engine.class, "DATABASES");
    private static final Class<?> HOLDER = inner(Engine.class, "DatabaseHolder");
    private static final Field HELD = field(HOLDER, "database");

    private H2Internals() {}

    /** Held by a session for the length of each statement; there is no other way to wait for its end. */
    static ReentrantLock lock(Session session) {
        return (ReentrantLock) value(LOCK, session);
    }

    /** The text of a command, which does not change. */
    static String text(Command command) {
        return (String) value(SQL, command);
    }

    /** From how many changed bytes on a store writes a version of its own accord. */
    static void unsavedLimit(MVStore store, int bytes) {
        try {
            AUTO_COMMIT_MEMORY.setInt(store, bytes);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Puts an open database back where new connections look for it by its name. */
    @SuppressWarnings("unchecked")
    static void register(Database database) {
        Map<String, Object> databases = (Map<String, Object>) value(DATABASES, null);
        synchronized (databases) {
            try {
                Object holder = databases.get(database.getName());
                if (holder == null) {
                    Constructor<?> make = HOLDER.getDeclaredConstructor();
                    make.setAccessible(true);
                    holder = make.newInstance();
                    databases.put(database.getName(), holder);
                }
                // An attempt to connect leaves an empty one.
                if (value(HELD, holder) == null) {
                    HELD.set(holder, database);
                }
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static Object value(Field field, Object of) {
        try {
            return field.get(of);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Class<?> inner(Class<?> type, String name) {
        return Arrays.stream(type.getDeclaredClasses())
                .filter(c -> c.getSimpleName().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException("this version of H2 has no " + type.getName() + "." + name));
    }

    private static Field field(Class<?> type, String name) {
        try {
            Field field = type.getDeclaredField(name);
            field.setAccessible(true);
            return field;
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("this version of H2 has no " + type.getName() + "." + name, e);
        }
    }
}
