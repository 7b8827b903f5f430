using System.Diagnostics;
using System.Text.RegularExpressions;

namespace DeepOptDistill.Fuzz;

/// <summary>Calls the program in this process with changed files, one after the other, and keeps what it must not do: errors of its own,
/// stack traces, escape codes, refusals without a word, and calls that take long or much.</summary>
/// <param name="target">The format.</param>
/// <param name="folder">Where the files of one call lie.</param>
/// <param name="kept">Where those of a fault are kept; null to keep none.</param>
/// <param name="longest">Seconds of the clock after which a call hangs; more of them beside other work.</param>
internal sealed class Round(Target target, string folder, string? kept, double longest = 20)
{
    private const long MostBytes = 4L << 30;

    /// <summary>
    /// Calls with the seeds of a range. Gives how often what happened; everything but <c>fine</c> and <c>refused</c> is a fault.
    /// </summary>
    public SortedDictionary<string, int> Run(ulong first, int count, Action<string>? told = null)
    {
        var outcomes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var seed = first; seed < first + (ulong)count; seed++)
        {
            var (outcome, text) = Once(seed);
            outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
            if (outcome is "fine" or "refused")
                continue;
            told?.Invoke($"{target.Name} {seed}: {outcome}: {text}");
            Keep(seed, text);
            if (outcome == "hangs")
                break;
        }
        return outcomes;
    }

    private (string Outcome, string Text) Once(ulong seed)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        var (outcome, text) = Call(target.Prepare(new Dice(seed), folder));
        if (outcome == "fine" && target.Next is { } next)
            (outcome, text) = Accepted(Call(next(folder)));
        return outcome == "fine" && target.Check(folder) is { } wrong ? ("wrong result", wrong) : (outcome, text);
    }

    /// <summary>What one verb accepted, the next may not refuse; it may fail in words, as a training that diverges does.</summary>
    private static (string Outcome, string Text) Accepted((string Outcome, string Text) second) =>
        second.Outcome switch
        {
            "refused" => ("accepted, then refused", second.Text),
            "exit code 1" => ("fine", second.Text),
            _ => second,
        };

    private (string Outcome, string Text) Call(string[] arguments)
    {
        var (output, errors) = (Console.Out, Console.Error);
        using var said = new StringWriter();
        using var complained = new StringWriter();
        Console.SetOut(said);
        Console.SetError(complained);
        try
        {
            // A thread of its own: a call that never ends is left behind.
            var call = Task.Factory.StartNew(
                () => Cli.Program.Main(arguments).GetAwaiter().GetResult(),
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default
            );
            if (!call.Wait(TimeSpan.FromSeconds(longest)))
                return ("hangs", string.Join(' ', arguments));
            return (Judge(call.Result, said.ToString(), complained.ToString()), Last(complained.ToString()));
        }
        catch (AggregateException error)
        {
            return ("throws", error.GetBaseException().ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(errors);
        }
    }

    private static string Judge(int code, string said, string complained)
    {
        if (complained.Contains("an error of deepopt's own", StringComparison.Ordinal))
            return "own error";
        if (Regex.IsMatch(said + complained, @"^   at \S+\(", RegexOptions.Multiline))
            return "stack trace";
        if ((said + complained).Contains('\u001b'))
            return "escape code";
        if (Process.GetCurrentProcess().WorkingSet64 > MostBytes)
            return "much memory";
        if (code != 0 && complained.Trim().Length == 0)
            return "refused without a word";
        return code switch
        {
            0 => "fine",
            2 => "refused",
            _ => $"exit code {code}",
        };
    }

    private static string Last(string text) => text.TrimEnd().Split('\n')[^1];

    private void Keep(ulong seed, string text)
    {
        if (kept is null)
            return;
        var place = Path.Combine(kept, $"{target.Name}-{seed}");
        Directory.CreateDirectory(place);
        File.WriteAllText(Path.Combine(place, "said.txt"), text + "\n");
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Take(20))
            File.Copy(file, Path.Combine(place, Path.GetRelativePath(folder, file).Replace('/', '-')), overwrite: true);
    }
}
