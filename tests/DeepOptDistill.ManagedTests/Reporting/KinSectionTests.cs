using DeepOptDistill.Core.Runs;
using DeepOptDistill.Reporting;

namespace DeepOptDistill.ManagedTests.Reporting;

/// <summary>What a report says of a student's generations and peers.</summary>
public sealed class KinSectionTests
{
    [Fact]
    public void GenerationsAreTracedFromTheFirstToTheLast()
    {
        var report = Markdown(Relation.Generation);
        Assert.Contains(
            "From the first generation to the last, accuracy goes from 91.00 % to 92.00 %; together they answer 93.00 % correctly.",
            report,
            StringComparison.Ordinal
        );
        Assert.Contains("| generation 1 | 91.50 % | 91.00 % |", report, StringComparison.Ordinal);
        Assert.Contains("| **generation 2** | **92.50 %** | **92.00 %** |", report, StringComparison.Ordinal);
        Assert.Contains("| ensemble of 2 |  | 93.00 % ± 0.20 |", report, StringComparison.Ordinal);
        Assert.Contains("the last is the student", report, StringComparison.Ordinal);
    }

    [Fact]
    public void TheFirstPeerIsTheStudent()
    {
        var report = Markdown(Relation.Peer);
        Assert.Contains(
            "The student is the first of 2 peers: 91.00 %, the others 92.00 %; together they answer 93.00 % correctly.",
            report,
            StringComparison.Ordinal
        );
        Assert.Contains("| **peer 1** |", report, StringComparison.Ordinal);
        Assert.Contains("| peer 2 |", report, StringComparison.Ordinal);
        Assert.Contains("chosen before training", report, StringComparison.Ordinal);
    }

    [Fact]
    public void AStudentThatWasTrainedAloneHasNoKin()
    {
        Assert.DoesNotContain("kin", Report.Markdown(SampleRun.Record), StringComparison.Ordinal);
        Assert.DoesNotContain("\"kin\"", Report.Json(SampleRun.Record), StringComparison.Ordinal);
    }

    [Fact]
    public void ProgramsReadThemByTheKeysOfModels()
    {
        var kin = System
            .Text.Json.JsonDocument.Parse(Report.Json(SampleRun.Record with { Kin = Kin(Relation.Peer) }))
            .RootElement.GetProperty("kin");
        Assert.Equal("peer", kin.GetProperty("relation").GetString());
        Assert.Equal(0.92, kin.GetProperty("members")[1].GetProperty("accuracy").GetDouble());
        Assert.Equal(0.93, kin.GetProperty("ensemble").GetProperty("accuracy").GetDouble());
    }

    private static string Markdown(Relation relation) =>
        Report.Markdown(SampleRun.Record with { Kin = Kin(relation) }).Replace('\u00A0', ' ');

    private static KinRecord Kin(Relation relation)
    {
        var student = SampleRun.Record.Models[^1] with { AccuracyDeviation = null, CalibrationError = 0.02 };
        ModelRecord Member(int number, double accuracy) =>
            student with
            {
                Name = $"{relation.ToString().ToLowerInvariant()} {number}",
                Accuracy = accuracy,
                Seeds = [new SeedRecord(7, accuracy, accuracy + 0.005, 1e-7, $"{number}.onnx", "00")],
            };
        return new KinRecord(
            relation,
            [Member(1, 0.91), Member(2, 0.92)],
            student with
            {
                Name = "ensemble of 2",
                Role = Role.Ensemble,
                Accuracy = 0.93,
                AccuracyDeviation = 0.002,
                Seeds = [],
            }
        );
    }
}
