using System.Reflection;
using DeepOptDistill.Cli.Terminal;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.EngineTests.Distillation;
using DeepOptDistill.Onnx;

namespace DeepOptDistill.EngineTests.Cli;

/// <summary>
/// No stack trace, no escape code and no work for nothing: whatever goes wrong is told in words, and places for results are asked before
/// work.
/// </summary>
public sealed class FenceTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

#pragma warning disable CA2201 // What the runtime throws is what the fence is for.
    public static TheoryData<Exception, int, string> Thrown =>
        new()
        {
            { new InputException(new Problem("a.yaml", "b", "c")), 2, "a.yaml: found b; expected c." },
            { new RunFailedException(new Problem("a", "b", "c")), 1, "a: found b; expected c." },
            {
                new AggregateException(new InvalidOperationException("x"), new InputException(new Problem("a", "b", "c"))),
                2,
                "a: found b; expected c."
            },
            { new TargetInvocationException(new OperationCanceledException()), 130, "Stopped." },
            {
                new IOException("No space left on device : '/x'"),
                1,
                "deepopt munge t.csv: found No space left on device : '/x'; expected files and folders"
            },
            {
                new UnauthorizedAccessException("Access to the path '/x' is denied."),
                1,
                "Access to the path '/x' is denied; expected files and folders"
            },
            { new OutOfMemoryException(), 1, "too little memory" },
            {
                new System.Runtime.InteropServices.ExternalException(
                    "[enforce fail] can't allocate memory: 40 bytes\nframe #0: c10::Error"
                ),
                1,
                "too little memory"
            },
            {
                new NullReferenceException("Object reference\nframe #0"),
                1,
                "an error of deepopt's own (NullReferenceException: Object reference); expected none. Please report it"
            },
        };
#pragma warning restore CA2201

    [Theory]
    [MemberData(nameof(Thrown))]
    public void WhateverIsThrownIsToldInOneLine(Exception thrown, int code, string said)
    {
        var (writer, before) = (new StringWriter(), Console.Error);
        Console.SetError(writer);
        try
        {
            Assert.Equal(code, Failures.Tell(thrown, "deepopt munge t.csv"));
        }
        finally
        {
            Console.SetError(before);
        }
        Assert.Contains(said, writer.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", writer.ToString(), StringComparison.Ordinal);
        Assert.Single(writer.ToString().TrimEnd().Split('\n'));
    }

    [Theory]
    [InlineData("munge", "t.csv", "--out", "taken")]
    [InlineData("munge", "t.csv", "--out", "file/x.csv")]
    [InlineData("plan", "--teacher", "fashion-cnn-a", "--params", "20k", "--out", "taken")]
    [InlineData("plan", "--teacher", "fashion-cnn-a", "--params", "20k", "--out", "file/s.yaml")]
    [InlineData("doctor", "recipe.yaml", "--out", "file/doctor")]
    [InlineData("search", "recipe.yaml", "--try", "stages[0].epochs=1,2", "--out", "file")]
    [InlineData("study", "optimizers", "--quick", "--out", "file/study")]
    [InlineData("distill", "recipe.yaml", "--out", "file")]
    [InlineData("label", "recipe.yaml", "--targets", "file")]
    public void APlaceThatCannotTakeTheResultIsRefusedBeforeWork(params string[] arguments)
    {
        Tiny.Write(folder);
        File.WriteAllText(folder.In("t.csv"), "a,b\n1,2\n3,4\n");
        File.WriteAllText(folder.In("file"), "");
        Directory.CreateDirectory(folder.In("taken"));
        var (code, output, errors) = DeepOpt.Run(folder.Path, arguments);
        Assert.True(code == 2, errors);
        Assert.Empty(output);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("teacher answers", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("""{"name":null}""")]
    [InlineData("""{"seconds":1e999}""")]
    public void ARecordThatIsNoneIsRefused(string record)
    {
        Directory.CreateDirectory(folder.In("run"));
        File.WriteAllText(folder.In("run", "record.json"), record);
        var (code, _, errors) = DeepOpt.Run(folder.Path, "report", "run");
        Assert.Equal(2, code);
        Assert.Contains("record.json: found", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void NamesOfStrangersSendNothingToTheTerminal()
    {
        var graph = new GraphBuilder("g");
        graph.Input("x\u001b[2J", null, 4);
        graph.Output(graph.Node("Relu", "y\u001b]0;owned\a", ["x\u001b[2J"]), "out\u001b[31m", null, 4);
        graph.Build().Write(folder.In("m.onnx"));
        var (code, output, errors) = DeepOpt.Run(folder.Path, "inspect", "m.onnx");
        Assert.Equal(0, code);
        Assert.DoesNotContain('\u001b', output + errors);
        Assert.DoesNotContain('\a', output + errors);
        Assert.Contains("␛[31m", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', DeepOpt.Run(folder.Path, "inspect", "no\u001b[31msuch.onnx").Errors);
    }

    [Theory]
    [InlineData("an empty word", "distill", "recipe.yaml", "--out", "")]
    [InlineData("an empty word", "inspect", "")]
    [InlineData("--checkpoint-seconds: found NaN; expected a number from 0 on", "label", "recipe.yaml", "--checkpoint-seconds", "nan")]
    [InlineData("--store-limit: found -1; expected a number from 0 on", "label", "recipe.yaml", "--store-limit", "-1")]
    [InlineData("for option '--seed'; expected a whole number", "distill", "recipe.yaml", "--seed", "x")]
    public void WordsThatMeanNothingAreNamed(string said, params string[] arguments)
    {
        Tiny.Write(folder);
        var (code, _, errors) = DeepOpt.Run(folder.Path, arguments);
        Assert.True(code == 2, errors);
        Assert.Contains(said, errors, StringComparison.Ordinal);
    }

    /// <summary>Eight test samples show nothing, which is not the same as nothing wrong.</summary>
    [Fact]
    public void TooFewSamplesAreNoExamination()
    {
        File.WriteAllText(folder.In("t.csv"), "a,b,c\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{i % 7},{i % 5},{i % 2}\n")));
        var graph = new GraphBuilder("g");
        graph.Input("x", null, 2);
        graph.Output(graph.Node("LogSoftmax", "y", ["x"]), "y", null, 2);
        graph.Build().Write(folder.In("m.onnx"));
        var (code, output, errors) = DeepOpt.Run(
            folder.Path,
            "inspect",
            "m.onnx",
            "--data-set",
            "{ table: { train: t.csv, label: c, test_share: 0.2 } }"
        );
        Assert.True(code == 0, errors);
        Assert.Contains("Not examined: that takes at least 40 labelled samples", output, StringComparison.Ordinal);
        Assert.DoesNotContain("nothing wrong", output, StringComparison.Ordinal);
    }

    [Fact]
    public void AnArgumentThatBeginsWithAtIsAName()
    {
        File.WriteAllText(folder.In("m.onnx"), "inspect");
        Assert.Contains("@m.onnx: found no file", DeepOpt.Run(folder.Path, "inspect", "@m.onnx").Errors, StringComparison.Ordinal);
    }

    /// <summary>A teacher's name leads one step down, wherever it points.</summary>
    [Fact]
    public void ATeachersNameDoesNotSayWherePlansAreWritten()
    {
        Directory.CreateDirectory(folder.In("inner"));
        Directory.CreateDirectory(folder.In("teacher"));
        File.Copy(Repository.In("teachers", "fashion-cnn-a", "model.onnx"), folder.In("teacher", "model.onnx"));
        File.WriteAllText(folder.In("teacher", "teacher.yaml"), "name: ../../../escaped\n");
        var (code, _, errors) = DeepOpt.Run(folder.In("inner"), "plan", "--teacher", folder.In("teacher"), "--params", "2k");
        Assert.True(code is 0 or 2, errors);
        Assert.DoesNotContain(
            Directory.EnumerateFiles(folder.Path, "student.yaml", SearchOption.AllDirectories),
            file => !file.StartsWith(folder.In("inner", ".deepopt", "plans"), StringComparison.Ordinal)
        );
    }
}
