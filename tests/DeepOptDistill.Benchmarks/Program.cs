using System.CommandLine;
using DeepOptDistill.Benchmarks.Distilling;
using DeepOptDistill.Benchmarks.Labelling;
using DeepOptDistill.Benchmarks.Steps;
using DeepOptDistill.Benchmarks.Tables;
using DeepOptDistill.Core.Runs;

namespace DeepOptDistill.Benchmarks;

/// <summary>The .NET side of <c>scripts/bench-distill</c>: one piece of the benchmark a call, numbers as lines of JSON.</summary>
public static class Program
{
    private static readonly Option<string[]> Teachers = new("--teachers")
    {
        DefaultValueFactory = _ => ["fashion-cnn-a", "fashion-residual-b", "fashion-wide-c", "fashion-wide-d"],
        AllowMultipleArgumentsPerToken = true,
    };
    private static readonly Option<string> Work = new("--work") { Description = "Folder for target stores and runs.", Required = true };
    private static readonly Option<string?> Data = new("--data")
    {
        Description = "Folder with fashion-mnist; the built-in part of it where left out.",
    };
    private static readonly Option<int> Threads = new("--threads") { DefaultValueFactory = _ => Environment.ProcessorCount };
    private static readonly Option<int> Round = new("--round") { Description = "Number that the rows carry." };
    private static readonly Option<double> Seconds = new("--seconds") { Description = "Length of one turn.", DefaultValueFactory = _ => 2 };
    private static readonly Option<int> Turns = new("--turns") { Description = "Turns of every side.", DefaultValueFactory = _ => 1 };
    private static readonly Option<string> Student = new("--student") { DefaultValueFactory = _ => "thin-deep-30k" };
    private static readonly Option<string> Teacher = new("--teacher") { DefaultValueFactory = _ => "fashion-cnn-a" };
    private static readonly Option<string> Side = new("--side")
    {
        Description = "ours, separate, stock or gemm.",
        DefaultValueFactory = _ => "ours",
    };
    private static readonly Option<int> Beside = new("--beside") { Description = "Busy processes beside the training." };
    private static readonly Option<int> Epochs = new("--epochs") { DefaultValueFactory = _ => 10 };
    private static readonly Option<int?> Images = new("--images") { Description = "At most so many training images." };

    /// <summary>Runs one piece.</summary>
    public static int Main(string[] args)
    {
        var file = new Argument<FileInfo>("FILE");
        var table = new Command("table", "Write all rows of a file as a Markdown table.") { file };
        table.SetAction(parsed => Table([.. File.ReadLines(parsed.GetValue(file)!.FullName).Select(Row.Parse)]));
        var hintTable = new Command("hint-table", "Write the rows of taps and hints as Markdown tables.") { file };
        hintTable.SetAction(parsed =>
            Console.WriteLine(
                $"{HintTable.Write([.. File.ReadLines(parsed.GetValue(file)!.FullName).Select(Row.Parse)])}\nMachine: {Machine.Current()}."
            )
        );
        var busyTable = new Command("busy-table", "Write the rows of busy as a Markdown table.") { file };
        busyTable.SetAction(parsed =>
            Console.WriteLine(
                $"{BusyTable.Write([.. File.ReadLines(parsed.GetValue(file)!.FullName).Select(Row.Parse)])}\nMachine: {Machine.Current()}."
            )
        );
        return new RootCommand("The .NET side of scripts/bench-distill.")
        {
            Piece("prepare", "Label the built-in images by every teacher, for the other pieces.", _ => Stores, Student),
            Piece(
                "step",
                "Training steps: ours and stock TorchSharp; GEMM peak.",
                parsed =>
                    job =>
                        StepBenchmark.Run(
                            job,
                            parsed.GetValue(Student)!,
                            TimeSpan.FromSeconds(parsed.GetValue(Seconds)),
                            parsed.GetValue(Turns)
                        ),
                Student,
                Seconds,
                Turns
            ),
            Piece(
                "train",
                "Training steps of one side, alone in its process, split into their parts.",
                parsed =>
                    job =>
                        TrainBenchmark.Run(
                            job,
                            parsed.GetValue(Student)!,
                            parsed.GetValue(Side)!,
                            TimeSpan.FromSeconds(parsed.GetValue(Seconds))
                        ),
                Student,
                Side,
                Seconds
            ),
            Piece(
                "label",
                "Labelling by one teacher: ours and bare ONNX Runtime.",
                parsed =>
                    job =>
                        LabelBenchmark.Run(
                            job,
                            parsed.GetValue(Teacher)!,
                            TimeSpan.FromSeconds(parsed.GetValue(Seconds)),
                            parsed.GetValue(Turns)
                        ),
                Teacher,
                Seconds,
                Turns
            ),
            Piece(
                "taps",
                "Reading each block of one teacher: the whole graph and the truncated one.",
                parsed =>
                    job =>
                        TapBenchmark.Run(
                            job,
                            parsed.GetValue(Teacher)!,
                            TimeSpan.FromSeconds(parsed.GetValue(Seconds)),
                            parsed.GetValue(Turns)
                        ),
                Teacher,
                Seconds,
                Turns
            ),
            Piece(
                "distil",
                "A whole run from nothing, and its peak memory.",
                parsed => job => DistilBenchmark.Run(job, parsed.GetValue(Student)!, parsed.GetValue(Epochs), parsed.GetValue(Images)),
                Student,
                Epochs,
                Images,
                Data
            ),
            Piece(
                "hints",
                "A stage of hints: teacher alone, student alone, both at once.",
                parsed =>
                    job =>
                        HintBenchmark.Run(
                            job,
                            parsed.GetValue(Student)!,
                            parsed.GetValue(Teacher)!,
                            TimeSpan.FromSeconds(parsed.GetValue(Seconds)),
                            parsed.GetValue(Turns)
                        ),
                Student,
                Teacher,
                Seconds,
                Turns
            ),
            Piece(
                "busy",
                "Training steps beside busy processes.",
                parsed =>
                    job =>
                        BusyBenchmark.Run(
                            job,
                            parsed.GetValue(Student)!,
                            TimeSpan.FromSeconds(parsed.GetValue(Seconds)),
                            parsed.GetValue(Beside)
                        ),
                Student,
                Seconds,
                Beside
            ),
            table,
            hintTable,
            busyTable,
        }
            .Parse(args)
            .Invoke();
    }

    private static Command Piece(
        string name,
        string description,
        Func<ParseResult, Func<Job, IEnumerable<Row>>> piece,
        params Option[] options
    )
    {
        var command = new Command(name, description);
        foreach (var option in (Option[])[Teachers, Work, Threads, Round, .. options])
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            var data = options.Contains(Data) ? parsed.GetValue(Data) : null;
            var job = new Job(parsed.GetValue(Teachers)!, Path.GetFullPath(parsed.GetValue(Work)!), data, parsed.GetValue(Threads));
            Directory.CreateDirectory(job.Work);
            foreach (var row in piece(parsed)(job))
                Console.WriteLine((row with { Round = parsed.GetValue(Round) }).ToLine());
        });
        return command;
    }

    private static IEnumerable<Row> Stores(Job job)
    {
        var recipe = job.Check("thin-deep-30k");
        var stores = job.Stores(recipe);
        for (var i = 0; i < stores.Count; i++)
        {
            yield return new Row(Measures.Store, job.Teachers[i], Sides.Ours, stores[i].Samples, "images", Note: stores[i].Folder);
            stores[i].Dispose();
        }
    }

    private static void Table(IReadOnlyList<Row> rows)
    {
        var table = new MarkdownTable(rows);
        Console.WriteLine(table.Write());
        Console.WriteLine($"Machine: {Machine.Current()}.");
        foreach (var note in table.Notes())
            Console.WriteLine(note);
    }
}
