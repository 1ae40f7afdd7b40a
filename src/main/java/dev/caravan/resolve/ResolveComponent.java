package dev.caravan.resolve;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;

/** The Camel component {@code resolve:}, which asks the inode tool. */
@Component("resolve")
public final class ResolveComponent extends DefaultComponent {
    @Metadata(autowired = true, required = true, description = "Who asks the inode tool, and remembers what it said")
    private Resolver resolver;

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        ResolveEndpoint endpoint = new ResolveEndpoint(uri, this);
        endpoint.setName(remaining);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    public Resolver getResolver() {
        return resolver;
    }

    public void setResolver(Resolver resolver) {
        this.resolver = resolver;
    }
}
