using System.Reflection;
using System.Text.Json;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Training.Losses;
using static TorchSharp.torch;

namespace DeepOptDistill.EngineTests.Training;

/// <summary>
/// Losses on logits equal PyTorch's in double precision, value and gradient; values by <c>scripts/reference/logit_losses.py</c>.
/// </summary>
public class LogitLossReferenceTests
{
    private static readonly JsonElement[] Cases = JsonSerializer.Deserialize<JsonElement[]>(
        File.ReadAllText(Repository.In("tests", "DeepOptDistill.EngineTests", "Training", "logit_losses.json"))
    )!;

    public static TheoryData<int, string> Numbers()
    {
        var data = new TheoryData<int, string>();
        for (var i = 0; i < Cases.Length; i++)
            data.Add(i, Cases[i].GetProperty("kind").GetString()!);
        return data;
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void EqualsTheReference(int number, string kind)
    {
        var at = Cases[number];
        var loss = (Loss)Activator.CreateInstance(Kinds.All.Members(typeof(Loss)).Single(member => member.Name == kind).Type)!;
        foreach (var option in at.GetProperty("options").EnumerateObject())
            loss.GetType()
                .GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Single(p => Spelling.Key(p.Name) == option.Name)
                .SetValue(loss, option.Value.GetDouble());
        var (value, gradient) = LogitCase.Of(loss, Values("student"), Values("teacher"), at.GetProperty("labels").Deserialize<long[]>()!);
        var expected = Values("gradient");
        Assert.Equal(at.GetProperty("value").GetDouble(), value, 1e-5 * Math.Max(1, value));
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], gradient[i], 1e-5);
        float[] Values(string name) => at.GetProperty(name).Deserialize<float[]>()!;
    }

    [Fact]
    public void TheThreeByFourCaseOfDist()
    {
        float[] student = [1, 2, 3, -1, 0, 1, 0, 2, 2, -1, .5f, 0],
            teacher = [2, .5f, -1, 0, 0, 2, 1, 1, 1, 0, 0, 3];
        Assert.Equal(1.2093988266, LogitCase.Of(new Dist { Gamma = 0 }, student, teacher, [0, 0, 0]).Value, 1e-6);
        Assert.Equal(1.1752921970, LogitCase.Of(new Dist { Beta = 0 }, student, teacher, [0, 0, 0]).Value, 1e-6);
    }
}
