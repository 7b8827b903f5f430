using System.Text.RegularExpressions;
using DeepOptDistill.Core.Runs;
using DeepOptDistill.Reporting;

namespace DeepOptDistill.ManagedTests.Reporting;

/// <summary>Trainings of different numbers of epochs are laid beside each other by their steps.</summary>
public sealed partial class LearningTests
{
    [Theory]
    [InlineData(30, 3)]
    [InlineData(30, 20)]
    [InlineData(7, 30)]
    public void Trainings_of_different_epochs_are_compared_over_steps(int baseline, int student)
    {
        var rows = Rows(Report.Markdown(Record(baseline, student)));
        Assert.StartsWith("| Step |", rows[0], StringComparison.Ordinal);
        var cells = rows.Skip(2).Select(row => row.Trim('|').Split('|').Select(cell => cell.Trim()).ToList()).ToList();
        Assert.Equal(Math.Min(10, Math.Min(baseline, student)), cells.Count);
        Assert.All(cells, row => Assert.DoesNotContain("", row));
        Assert.Equal("2,100", cells[^1][0]);
    }

    [Fact]
    public void Trainings_of_as_many_epochs_are_compared_over_epochs() =>
        Assert.StartsWith("| Epoch |", Rows(Report.Markdown(Record(30, 30)))[0], StringComparison.Ordinal);

    [Fact]
    public void Steps_stand_below_the_chart() => Assert.Matches(">step</(?:svg:)?text>", Report.Html(Record(30, 3)));

    /// <summary>Both trainings have 2,100 steps.</summary>
    private static RunRecord Record(int baseline, int student)
    {
        var epochs = SampleRun.Record.Epochs;
        IEnumerable<EpochRecord> Cut(Role role, int count) => epochs.Where(e => e.Role == role && e.Epoch <= count)
            .Select(e => e with { Steps = 2100 * e.Epoch / count });
        return SampleRun.Record with 
            { Finish = [], Epochs = [.. Cut(Role.Baseline, baseline), .. Cut(Role.Student, student)] };
    }

    private static string[] Rows(string markdown) => Learned().Match(markdown).Value.TrimEnd('\n').Split('\n');

    [GeneratedRegex(@"\| (?:Step|Epoch) \|.*\n(?:\|.*\n)+")]
    private static partial Regex Learned();
}
