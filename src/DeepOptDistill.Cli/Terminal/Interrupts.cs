using System.Runtime.InteropServices;

namespace DeepOptDistill.Cli.Terminal;

/// <summary>Ctrl-C and SIGTERM ask the run to stop at the next step and save itself; a second Ctrl-C ends the process at once.</summary>
internal sealed class Interrupts : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration[] registrations;

    public Interrupts() => registrations = [Register(PosixSignal.SIGINT), Register(PosixSignal.SIGTERM)];

    public CancellationToken Token => source.Token;

    public void Dispose()
    {
        foreach (var registration in registrations) registration.Dispose();
        source.Dispose();
    }

    private PosixSignalRegistration Register(PosixSignal signal) => PosixSignalRegistration.Create(signal, context =>
    {
        if (source.IsCancellationRequested) return;
        context.Cancel = true;
        Console.Error.WriteLine("Stopping as soon as what is done is saved; Ctrl-C once more ends at once.");
        source.Cancel();
    });
}
