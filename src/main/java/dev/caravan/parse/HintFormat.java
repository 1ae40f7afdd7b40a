package dev.caravan.parse;

import dev.caravan.change.LineBatch;
import dev.caravan.change.LineBatchConverter;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.camel.Exchange;
import org.apache.camel.TypeConverter;
import org.apache.camel.spi.DataFormat;
import org.apache.camel.support.service.ServiceSupport;

/**
 * A feed's dialect as a Camel data format: lines become hints. It takes a {@link LineBatch} and whatever is converted to one. Any
 * thread; one batch at a time.
 */
public final class HintFormat extends ServiceSupport implements DataFormat {
    private final Parser parser;

    /** By this parser. */
    public HintFormat(Parser parser) {
        this.parser = parser;
    }

    @Override
    public Object unmarshal(Exchange exchange, Object lines) throws Exception {
        TypeConverter converter = exchange.getContext().getTypeConverter();
        LineBatch batch = converter.convertTo(LineBatch.class, exchange, lines);
        // A file of camel-file, or of a component that nobody thought of, is read as a whole.
        return parser.parse(
                batch != null
                        ? batch
                        : LineBatchConverter.toLineBatch(
                                converter.mandatoryConvertTo(InputStream.class, exchange, lines)));
    }

    @Override
    public Object unmarshal(Exchange exchange, InputStream lines) throws Exception {
        return unmarshal(exchange, (Object) lines);
    }

    /** Nobody writes a client's log but the client. */
    @Override
    public void marshal(Exchange exchange, Object graph, OutputStream stream) {
        throw new UnsupportedOperationException("hints: are only read of lines, never written as some");
    }
}
