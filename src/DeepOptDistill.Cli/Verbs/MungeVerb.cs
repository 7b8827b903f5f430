using System.CommandLine;
using System.Text.Json;
using DeepOptDistill.Cli.Terminal;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Data.Munge;
using DeepOptDistill.Data.Tables;
using DeepOptDistill.Specs;

namespace DeepOptDistill.Cli.Verbs;

/// <summary><c>deepopt munge TABLE --out FILE</c></summary>
internal static class MungeVerb
{
    private static readonly Munging Default = new();

    private static readonly Argument<string> Source = new("TABLE")
    {
        Description = "A CSV file with a line of headings, or a Parquet file.",
    };
    private static readonly Option<string> Out = new("--out")
    {
        Description = "The CSV file to write.",
        HelpName = "FILE",
        Required = true,
    };
    private static readonly Option<int> Copies = new("--copies")
    {
        Description = "Copies of the table, each as long as the table.",
        HelpName = "K",
        DefaultValueFactory = _ => Default.Copies,
    };
    private static readonly Option<double> Swap = new("--swap")
    {
        Description = "Probability that an attribute of an example is exchanged with its neighbour's.",
        HelpName = "P",
        DefaultValueFactory = _ => Default.Swap,
    };
    private static readonly Option<double> Variance = new("--variance")
    {
        Description = "The larger, the nearer new numbers lie to those exchanged.",
        HelpName = "S",
        DefaultValueFactory = _ => Default.Variance,
    };
    private static readonly Option<ulong> Seed = new("--seed")
    {
        Description = "The same seed gives the same file.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };
    private static readonly Option<string?> Nominal = new("--nominal")
    {
        Description = "Columns of names, even where the names are numbers. Columns without numbers are so by themselves.",
        HelpName = "A,B",
    };
    private static readonly Option<string?> Dates = new("--dates")
    {
        Description = "Columns of dates that are not written as 2024-01-31, which are known. The file written has dates as 2024-01-31.",
        HelpName = "A,B",
    };

    private static readonly Option<string?> Format = new("--date-format")
    {
        Description = "How they are written, as Python's strptime says it: %d.%m.%Y.",
        HelpName = "FORMAT",
    };

    private static readonly Option<string?> Ignore = new("--ignore")
    {
        Description = "Columns that are left out, such as labels: the teacher is to give them.",
        HelpName = "A,B",
    };
    private static readonly Option<string> Gaps = new("--gaps")
    {
        Description =
            "Gaps among numbers: refuse, median (they are filled in), or indicator (they stay gaps, and are exchanged as words are).",
        HelpName = "RULE",
        DefaultValueFactory = _ => "refuse",
    };
    private static readonly Option<string> Separator = new("--separator")
    {
        Description = "What stands between the cells of a CSV file: ',', ';', '|' or tab. The file written has commas.",
        HelpName = "C",
        DefaultValueFactory = _ => ",",
    };

    private static readonly Option<string> Decimal = new("--decimal")
    {
        Description = "What stands before the fraction of a number in a CSV file: '.' or ','.",
        HelpName = "C",
        DefaultValueFactory = _ => ".",
    };

    private static readonly Option<int> Threads = new("--threads")
    {
        Description = "Threads; the file is the same for any number.",
        HelpName = "N",
        DefaultValueFactory = _ => Environment.ProcessorCount,
    };
    private static readonly Option<bool> Json = new("--json") { Description = "Print what was written as JSON." };

    public static Command Create()
    {
        var command = new Command(
            "munge",
            """
            Make unlabelled examples from a table, for a teacher to label: MUNGE (Bucila, Caruana and Niculescu-Mizil 2006).
            Example: deepopt munge table.csv --copies 10 --nominal colour,shape --ignore label --out synthetic.csv
            """
        )
        {
            Source,
            Out,
            Copies,
            Swap,
            Variance,
            Seed,
            Nominal,
            Dates,
            Format,
            Ignore,
            Gaps,
            Separator,
            Decimal,
            Threads,
            Json,
        };
        command.SetAction((parsed, cancel) => Task.FromResult(Run(parsed, cancel)));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancel)
    {
        var munging = new Munging
        {
            Copies = parsed.GetValue(Copies),
            Swap = parsed.GetValue(Swap),
            Variance = parsed.GetValue(Variance),
        };
        var (source, target) = (parsed.GetValue(Source)!, parsed.GetValue(Out)!);
        var problems = SpecValidation.Check(munging).Select(problem => problem with { Where = $"--{problem.Where}" }).ToList();
        if (parsed.GetValue(Threads) is < 1 or > 1024)
            problems.Add(new Problem("--threads", $"{parsed.GetValue(Threads)}", "a number from 1 to 1024"));
        if (Path.GetFullPath(source) == Path.GetFullPath(target))
            problems.Add(new Problem("--out", "the table itself", "another file"));
        var gaps = Rule(parsed.GetValue(Gaps)!, problems);
        var format = TableFormat.Of(parsed.GetValue(Separator)!, parsed.GetValue(Decimal)!, key => $"--{key}", problems);
        var dates = new DateReading(Names(parsed.GetValue(Dates))) { Format = parsed.GetValue(Format) };
        problems.AddRange(dates.Check(key => $"--{key.Replace('_', '-')}"));
        InputException.ThrowIfAny(problems);
        WritablePlace.CheckFile("--out", target);
        var read = TableFile.Read(
            source,
            new TableReading(Names(parsed.GetValue(Nominal)), Names(parsed.GetValue(Ignore)))
            {
                Gaps = gaps,
                Format = format,
                Dates = dates,
            }
        );
        if (read.Words.Count > 0)
            Console.Error.WriteLine($"Taken as nominal, because they hold no numbers: {string.Join(", ", read.Words)}.");
        var rows = ConsoleProgress.Show(progress =>
            TableFile.Write(target, Watched(munging, read.Table, parsed, progress, cancel), format)
        );
        if (parsed.GetValue(Json))
            Console.Out.WriteLine(
                JsonSerializer.Serialize(
                    new
                    {
                        file = target,
                        rows,
                        nominal = Kind<NominalColumn>(read),
                        continuous = Kind<ContinuousColumn>(read),
                    },
                    RecordJson.Indented
                )
            );
        else
            Console.Out.WriteLine($"{target}: {Tables.Number(rows)} rows, {read.Table.Columns.Count} columns.");
        return ExitCodes.Done;
    }

    private static IEnumerable<Table> Watched(
        Munging munging,
        Table table,
        ParseResult parsed,
        IProgress<Progress> progress,
        CancellationToken cancel
    )
    {
        var done = 0L;
        foreach (var copy in munging.Of(table, new Seed(parsed.GetValue(Seed)), parsed.GetValue(Threads), cancel))
        {
            yield return copy;
            progress.Report(new Progress("munge", done += copy.Rows, (long)munging.Copies * table.Rows, "rows"));
        }
    }

    private static GapRule Rule(string word, List<Problem> problems)
    {
        var rules = Enum.GetValues<GapRule>().ToDictionary(rule => Spelling.Word(rule.ToString()), StringComparer.Ordinal);
        if (rules.TryGetValue(word, out var rule))
            return rule;
        problems.Add(new Problem("--gaps", $"'{word}'", $"one of {string.Join(", ", rules.Keys)}", Nearest.Remedy(word, rules.Keys)));
        return default;
    }

    private static string[] Names(string? list) =>
        list?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static IEnumerable<string> Kind<T>(TableFile read)
        where T : Column => read.Table.Columns.OfType<T>().Select(column => column.Name);
}
