package io.openclaw;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeadStartTest {

    /** A list that no longer fits the libraries costs time at every start and shows nowhere else. */
    @Test
    void theListFitsTheLibrariesOfThePom() throws IOException {
        List<String> names = new ArrayList<>();
        HeadStart.names(names::add);
        List<String> unknown = new ArrayList<>(names);
        unknown.removeIf(name -> name.startsWith("java.")
                || name.startsWith("jdk.")
                || name.startsWith("sun.")
                || getClass().getResource("/" + name.replace('.', '/') + ".class") != null);
        assertThat(names).hasSizeGreaterThan(5_000);
        assertThat(unknown)
                .as(
                        "classes that no library holds any more: measure the start anew (mvn -Pbench verify) and copy its list")
                .hasSizeLessThan(names.size() / 20);
    }

    @Test
    void everyClassOfTheListIsAskedForAndOneThatIsNoMoreIsPassedOver() {
        List<String> asked = new ArrayList<>();
        ClassLoader loader = new ClassLoader(getClass().getClassLoader()) {
            @Override
            public Class<?> loadClass(String name) throws ClassNotFoundException {
                asked.add(name);
                throw new ClassNotFoundException(name);
            }
        };
        new HeadStart(loader).run();
        assertThat(asked).contains("org.apache.camel.impl.DefaultCamelContext", "org.h2.engine.Database");
    }
}
