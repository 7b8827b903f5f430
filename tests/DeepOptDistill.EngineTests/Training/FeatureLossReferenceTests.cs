using System.Reflection;
using System.Text.Json;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Distillation.Recipes;
using DeepOptDistill.Training.Losses;
using static TorchSharp.torch;

namespace DeepOptDistill.EngineTests.Training;

/// <summary>Losses equal PyTorch's in double precision, value and gradient; values by <c>scripts/reference/feature_losses.py</c>.</summary>
public class FeatureLossReferenceTests
{
    private static readonly JsonElement[] Cases = JsonSerializer.Deserialize<JsonElement[]>(
        File.ReadAllText(Repository.In("tests", "DeepOptDistill.EngineTests", "Training", "feature_losses.json"))
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
        using var scope = NewDisposeScope();
        var pairs = Cases[number]
            .GetProperty("pairs")
            .EnumerateArray()
            .Select(pair =>
                (Student: Read(pair, "student").requires_grad_(true), Teacher: Read(pair, "teacher"), Gradient: Values(pair, "gradient"))
            )
            .ToList();
        var value = Value(kind, Cases[number].GetProperty("options"), [.. pairs.Select(p => (p.Student, p.Teacher))]);
        value.backward();
        Assert.Equal(Cases[number].GetProperty("value").GetDouble(), value.item<float>(), 2e-6);
        foreach (var (student, _, expected) in pairs)
        {
            var found = student.grad!.contiguous().data<float>().ToArray();
            for (var i = 0; i < expected.Length; i++)
                Assert.Equal(expected[i], found[i], 5e-6);
        }
    }

    [Fact]
    public void TheTwoMapsOfTwoChannels()
    {
        using var scope = NewDisposeScope();
        var student = tensor(new float[] { 1, 2, 0, 1, 0, 1, 1, -1 }, 1, 2, 2, 2);
        var teacher = tensor(new float[] { 2, 0, 1, 1, 1, 1, 0, 2 }, 1, 2, 2, 2);
        Assert.Equal(0.23847887, Make<AttentionTransfer>().Compare([(student, teacher)]).item<float>(), 1e-6);
    }

    [Fact]
    public void TheThreePointsOfThePlane()
    {
        using var scope = NewDisposeScope();
        var student = tensor(new float[] { 0, 0, 1, 0, 0, 2 }, 3, 2);
        var teacher = tensor(new float[] { 0, 0, 2, 0, 1, 1 }, 3, 2);
        Assert.Equal(0.07576414954, Make<RkdDistance>().Compare([(student, teacher)]).item<float>(), 1e-6);
        Assert.Equal(0.05064979511, Make<RkdAngle>().Compare([(student, teacher)]).item<float>(), 1e-6);
    }

    private static Tensor Value(string kind, JsonElement options, List<(Tensor Student, Tensor Teacher)> pairs)
    {
        if (kind == "logit-regression")
            return Regression(options, pairs[0]);
        var loss = Features.Make(Kinds.All.Members(typeof(Loss)).Single(k => k.Name == kind));
        foreach (var option in options.EnumerateObject())
            Set(loss, option);
        return loss.Compare(pairs);
    }

    private static Tensor Regression(JsonElement options, (Tensor Student, Tensor Teacher) pair)
    {
        var normalized = options.TryGetProperty("deviations", out var deviations);
        return new LogitRegression { Normalized = normalized }.Value(
            new LossInput(pair.Student, zeros(1, ScalarType.Int64), new Dictionary<TargetKey, Tensor>())
            {
                TeacherLogits = pair.Teacher,
                LogitDeviations = normalized
                    ? tensor(deviations.EnumerateArray().Select(d => d.GetSingle()).ToArray(), 1, pair.Teacher.shape[1])
                    : null,
            }
        );
    }

    private static void Set(FeatureLoss loss, JsonProperty option)
    {
        var property = loss.GetType()
            .GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Single(p => Spelling.Key(p.Name) == option.Name);
        property.SetValue(loss, option.Value.Deserialize(property.PropertyType));
    }

    private static T Make<T>()
        where T : FeatureLoss => (T)Features.Make(Kinds.All.Members(typeof(Loss)).Single(kind => kind.Type == typeof(T)));

    private static Tensor Read(JsonElement pair, string side) =>
        tensor(Values(pair, side), pair.GetProperty($"{side}_shape").Deserialize<long[]>()!);

    private static float[] Values(JsonElement pair, string name) => pair.GetProperty(name).Deserialize<float[]>()!;
}
