package dev.caravan.cli;

import dev.caravan.change.CutoverPort;

/** The cut-over service of a migration in another process. Thread-safe. */
final class CutoverRemote implements CutoverPort {
    private final Remote remote;

    CutoverRemote(Remote remote) {
        this.remote = remote;
    }

    @Override
    public String readiness(String optionsJson) {
        return remote.migration().cutoverReadiness(optionsJson);
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
