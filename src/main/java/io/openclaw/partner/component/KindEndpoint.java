package io.openclaw.partner.component;

import io.openclaw.account.Account;
import java.util.List;
import org.apache.camel.Consumer;
import org.apache.camel.Expression;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.UriParam;
import org.apache.camel.support.DefaultEndpoint;

/** Base of the endpoints {@code platform: carrier: warehouse: erp:}. */
public abstract class KindEndpoint extends DefaultEndpoint {

    private final List<String> operations;
    private Account.Kind kind;

    @UriParam(
            description =
                    "The account to ask, as a simple expression. Without it: the variable account where it is of this kind; else the"
                            + " body's and then the event's field named after the kind (carrier, warehouse, erp; account for a platform); for an"
                            + " ERP last the erp policy of the variable account.")
    private String account;

    @UriParam(
            description =
                    "Java class the result becomes, in place of the one registered for the operation; of a list, the class of its"
                            + " elements.")
    private String resultType;

    @UriParam(
            defaultValue = "false",
            description =
                    "Of a result that is a list: judge its elements one by one. One that is not as its schema has it becomes an Unfit in its"
                            + " place, which says why, in place of a failure of the whole.")
    private boolean each;

    protected KindEndpoint(String uri, KindComponent component, String operations) {
        super(uri, component);
        this.operations = List.of(operations.split(","));
    }

    public abstract String getOperation();

    public abstract void setOperation(String operation);

    @Override
    public Producer createProducer() {
        return new KindProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException(kind.word() + ": asks partners; their pushes arrive over push-intake");
    }

    @Override
    public boolean isSingletonProducer() {
        return true;
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        if (!operations.contains(getOperation())) {
            throw new IllegalArgumentException("'" + getOperation() + "' is no operation of " + kind.word()
                    + ":, which has " + String.join(", ", operations));
        }
        // A bad expression or class shows when the route is read, not when it is first used.
        chosenAccount();
        chosenType();
    }

    /** The account option, compiled; null where it is not set. */
    Expression chosenAccount() {
        return account == null
                ? null
                : getCamelContext().resolveLanguage("simple").createExpression(account);
    }

    /** The class of the resultType option; null where it is not set. */
    Class<?> chosenType() throws ClassNotFoundException {
        return resultType == null ? null : getCamelContext().getClassResolver().resolveMandatoryClass(resultType);
    }

    Account.Kind kind() {
        return kind;
    }

    void setKind(Account.Kind kind) {
        this.kind = kind;
    }

    @Override
    public KindComponent getComponent() {
        return (KindComponent) super.getComponent();
    }

    public String getAccount() {
        return account;
    }

    public void setAccount(String account) {
        this.account = account;
    }

    public String getResultType() {
        return resultType;
    }

    public void setResultType(String resultType) {
        this.resultType = resultType;
    }

    public boolean isEach() {
        return each;
    }

    public void setEach(boolean each) {
        this.each = each;
    }
}
