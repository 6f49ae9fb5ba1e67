package io.openclaw;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What the rooms may know of each other. */
@AnalyzeClasses(packages = "io.openclaw", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String[] DOMAIN = {
        "io.openclaw.order..",
        "io.openclaw.product..",
        "io.openclaw.sourcing..",
        "io.openclaw.stock..",
        "io.openclaw.waybill..",
        "io.openclaw.tracking..",
        "io.openclaw.exceptions.."
    };

    @ArchTest
    static final ArchRule ROOMS_FORM_NO_CIRCLE =
            slices().matching("io.openclaw.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule A_DECISION_OF_SOURCING_READS_NO_TABLE = noClasses()
            .that()
            .resideInAPackage("io.openclaw.sourcing.plan..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "org.springframework.jdbc..", "io.openclaw.store..");

    @ArchTest
    static final ArchRule THE_DOMAIN_KNOWS_NO_CAMEL_AND_NO_HTTP = noClasses()
            .that()
            .resideInAnyPackage(DOMAIN)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.camel..", "org.apache.hc..", "java.net.http..", "jakarta.servlet..");

    @ArchTest
    static final ArchRule THE_DOMAIN_KNOWS_NO_PARTNER_AND_NO_CHANNEL = noClasses()
            .that()
            .resideInAnyPackage(DOMAIN)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.openclaw.partner..", "io.openclaw.channel..", "io.openclaw.inbox..");

    @ArchTest
    static final ArchRule THE_HUB_KNOWS_NOTHING_OF_THE_SANDBOX = noClasses()
            .that()
            .resideOutsideOfPackages("io.openclaw.sandbox..", "io.openclaw")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.openclaw.sandbox..");
}
