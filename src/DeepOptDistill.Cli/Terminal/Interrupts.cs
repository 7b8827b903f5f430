using System.Runtime.InteropServices;

namespace DeepOptDistill.Cli.Terminal;

/// <summary>
/// Ctrl-C and SIGTERM ask the verb to stop. One that saves itself stops at the next step; one that has nothing to save is ended soon,
/// whatever it is in: a reader that waits for bytes, or a network that runs for ever. So is, later, one that saves and does not come to it:
/// its files are whole at any moment. A second Ctrl-C ends the process at once.
/// </summary>
internal sealed class Interrupts : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2),
        PatienceOfSaving = TimeSpan.FromSeconds(60);

    private const string Saving =
        "Stopping: it waits for the step at work and saves what is done, a minute at most; Ctrl-C once more ends at once.";

    private readonly bool saves;
    private readonly CancellationTokenSource source = new(),
        over = new();
    private readonly PosixSignalRegistration[] registrations;

    /// <param name="saves">Whether the verb saves what is done, to go on there.</param>
    public Interrupts(bool saves)
    {
        this.saves = saves;
        registrations = [Register(PosixSignal.SIGINT), Register(PosixSignal.SIGTERM)];
    }

    public CancellationToken Token => source.Token;

    public void Dispose()
    {
        over.Cancel();
        foreach (var registration in registrations)
            registration.Dispose();
        source.Dispose();
        over.Dispose();
    }

    private PosixSignalRegistration Register(PosixSignal signal) =>
        PosixSignalRegistration.Create(
            signal,
            context =>
            {
                if (source.IsCancellationRequested)
                    return;
                context.Cancel = true;
                ConsoleProgress.WriteLine(saves ? Saving : "Stopping: there is nothing to save.");
                _ = EndLater(saves ? PatienceOfSaving : Patience, over.Token);
                source.Cancel();
            }
        );

    private static async Task EndLater(TimeSpan patience, CancellationToken over)
    {
        await Task.Delay(patience, over).ConfigureAwait(false);
        Console.Error.WriteLine("Stopped.");
        Environment.Exit(ExitCodes.Cancelled);
    }
}
