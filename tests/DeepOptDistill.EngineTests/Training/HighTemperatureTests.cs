using DeepOptDistill.Training.Losses;
using static TorchSharp.torch;

namespace DeepOptDistill.EngineTests.Training;

/// <summary>
/// Terms that are multiplied by the square of a temperature, where both sides differ by float32's last digits: against the formula in
/// double.
/// </summary>
public class HighTemperatureTests
{
    private static readonly float[] Student = [1, 2, 3, -1],
        Teacher = [2, .5f, -1, 0];

    // Targets are float32: their own rounding, times T, is what is left.
    [Theory]
    [InlineData(1e3, 1e-3)]
    [InlineData(1e4, 2e-3)]
    [InlineData(1e5, 2e-2)]
    [InlineData(1e6, 0.2)]
    public void SoftTargetsAreTheirFormula(double temperature, double tolerance)
    {
        var expected = temperature * temperature * Divergence(Teacher, Student, temperature);
        Assert.Equal(1, LogitCase.Of(new SoftTarget { Temperature = temperature }, Student, Teacher, [0]).Value / expected, tolerance);
        Assert.InRange(LogitCase.Of(new SoftTarget { Temperature = temperature }, Teacher, Teacher, [0]).Value, 0, tolerance);
    }

    [Theory]
    [InlineData(1e4)]
    [InlineData(1e6)]
    public void TermsOfRawLogitsAreTheirFormula(double temperature)
    {
        var square = temperature * temperature;
        float[] reversed = [.. Teacher.Reverse()];
        var mutual = square * (Divergence(Teacher, Student, temperature) + Divergence(reversed, Student, temperature)) / 2;
        Assert.Equal(1, LogitCase.Of(new Mutual { Temperature = temperature }, Student, Teacher, [0]).Value / mutual, 1e-3);
        var standardized = square * Divergence(Standardized(Teacher), Standardized(Student), temperature);
        Assert.Equal(
            1,
            LogitCase.Of(new LogitStandardization { Temperature = temperature }, Student, Teacher, [0]).Value / standardized,
            1e-3
        );
    }

    [Theory]
    [InlineData(1e4, 2e-3)]
    [InlineData(1e6, 0.2)]
    public void DecouplingTakesTheSameDivergenceApart(double temperature, double tolerance)
    {
        var whole = LogitCase.Of(new SoftTarget { Temperature = temperature }, Student, Teacher, [1]).Value;
        var share = Math.Exp(Teacher[1] / temperature) / Teacher.Sum(v => Math.Exp(v / temperature));
        Assert.Equal(
            1,
            LogitCase
                .Of(
                    new Dkd
                    {
                        Temperature = temperature,
                        Alpha = 1,
                        Beta = 1 - share,
                    },
                    Student,
                    Teacher,
                    [1]
                )
                .Value / whole,
            tolerance
        );
    }

    [Theory]
    [InlineData(1e4, 5e-3)]
    [InlineData(1e6, 0.4)]
    public void SoftLabelsAreTheirFormula(double temperature, double tolerance)
    {
        using var scope = NewDisposeScope();
        var loss = new SoftLabels { Temperature = temperature };
        var target = nn.functional.sigmoid(tensor(Teacher, 1, 4) / temperature);
        var found = loss.Value(
            new LossInput(
                tensor(Student, 1, 4),
                zeros(1, ScalarType.Int64),
                new Dictionary<TargetKey, Tensor> { [loss.Target!.Value] = target }
            )
        );
        // (v − z)² / 8 of each label in the limit.
        var expected = Student.Zip(Teacher).Average(p => Math.Pow(p.First - p.Second, 2) / 8);
        Assert.Equal(1, found.item<float>() / expected, tolerance);
    }

    [Fact]
    public void DistGrowsByTheSquareOfItsTemperature()
    {
        float[] student = [1, 2, 3, -1, 0, 1, .5f, 2],
            teacher = [2, .5f, -1, 0, 1, 0, 2, -1];
        double Of(double temperature, double beta, double gamma) =>
            LogitCase
                .Of(
                    new Dist
                    {
                        Temperature = temperature,
                        Beta = beta,
                        Gamma = gamma,
                    },
                    student,
                    teacher,
                    [0, 1]
                )
                .Value;
        foreach (var temperature in new[] { 1.0, 4, 1000 })
        {
            Assert.Equal(1, Of(temperature, 1, 0) / (temperature * temperature * Unlike(student, teacher, temperature)), 1e-2);
            Assert.Equal(Of(temperature, 2, 0) + Of(temperature, 0, 3), Of(temperature, 2, 3), 1e-4 * temperature * temperature);
        }
    }

    private static double Divergence(float[] teacher, float[] student, double temperature)
    {
        var (p, q) = (Shares(teacher, temperature), Shares(student, temperature));
        return p.Zip(q).Sum(s => (s.First * Math.Log(s.First / s.Second)) - s.First + s.Second);
    }

    private static double[] Shares(IEnumerable<float> logits, double temperature)
    {
        var weights = logits.Select(v => Math.Exp(v / temperature)).ToArray();
        return [.. weights.Select(w => w / weights.Sum())];
    }

    private static float[] Standardized(float[] logits)
    {
        var mean = logits.Average();
        var deviation = Math.Sqrt(logits.Sum(z => Math.Pow(z - mean, 2)) / (logits.Length - 1));
        return [.. logits.Select(z => (float)((z - mean) / deviation))];
    }

    private static double Unlike(float[] student, float[] teacher, double temperature) =>
        student
            .Chunk(4)
            .Zip(teacher.Chunk(4))
            .Average(rows =>
            {
                var (s, t) = (
                    Shares(rows.First, temperature).Select(v => v - .25).ToArray(),
                    Shares(rows.Second, temperature).Select(v => v - .25).ToArray()
                );
                return 1 - (s.Zip(t).Sum(v => v.First * v.Second) / Math.Sqrt(s.Sum(v => v * v) * t.Sum(v => v * v)));
            });
}
