package dev.caravan.cli;

import dev.caravan.change.CutoverPort;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The cut-over of a Caravan in another process. */
final class CutoverRemote implements CutoverPort {
    private final Remote remote;

    private CutoverRemote(Remote remote) {
        this.remote = remote;
    }

    /** The one of this folder of state; the connection lasts as long as the command. */
    static Optional<CutoverPort> find(Path state) throws IOException, InterruptedException {
        return Remote.find(state).map(CutoverRemote::new);
    }

    @Override
    public String readiness() {
        return remote.migration().cutoverReadiness();
    }

    @Override
    public String begin(String optionsJson) {
        return remote.migration().cutoverBegin(optionsJson);
    }

    @Override
    public String progress() {
        return remote.migration().cutoverProgress();
    }

    @Override
    public void abort() {
        remote.migration().cutoverAbort();
    }
}
