using DeepOptDistill.Core.Kinds;
using DeepOptDistill.EngineTests.Onnx;
using DeepOptDistill.Onnx;
using DeepOptDistill.Operators;
using DeepOptDistill.Students.Networks;
using Microsoft.ML.OnnxRuntime;
using TorchSharp;
using static TorchSharp.torch;
using DataType = DeepOptDistill.Onnx.Proto.TensorProto.Types.DataType;

namespace DeepOptDistill.EngineTests.Operators;

/// <summary>
/// The contract of every operator: what it answers is what ONNX Runtime answers, its gradient is the central difference, and what stands in
/// real files is computed as the runtime computes it.
/// </summary>
public sealed class OperatorBatteryTests
{
    private const double Tolerance = 2e-5;

    public OperatorBatteryTests() => Engine.EnsureLoaded();

    /// <summary>The operators that are computed, under each of their names; others are counted alone.</summary>
    public static TheoryData<string> Names() =>
        [
            .. new Catalog(typeof(Operator).Assembly)
                .Members(typeof(Operator))
                .Select(kind => (kind.Name, Operator: (Operator)Activator.CreateInstance(kind.Type)!))
                .Where(one => one.Operator.IsComputed)
                .SelectMany(one => one.Operator.Aliases.Prepend(one.Name)),
        ];

    /// <summary>Bodies are not one node: files of their own show If, Loop and Scan.</summary>
    private static readonly string[] InFiles = ["If", "Loop", "Scan"];

    /// <summary>These hand numbers on that no case here learns: they stand in the node, or become shorter ones.</summary>
    private static readonly string[] Unlearned = ["Constant", "Cast", "CastLike"];

    [Theory]
    [MemberData(nameof(Names))]
    public void AnswersAsTheRuntime(string name)
    {
        var cases = OperatorCases.All.Where(one => one.Name == name).ToList();
        Assert.Equal(!InFiles.Contains(name), cases.Count > 0);
        foreach (var one in cases)
            AssertSame(one.Model(), one.Inputs, one.ToString());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void ItsGradientIsTheCentralDifference(string name)
    {
        var cases = OperatorCases.All.Where(one => one.Name == name).ToList();
        var passes = cases.Exists(one => OperatorSet.All.Find(one.Model().Proto.Graph.Node[0])!.PassesGradient);
        var learned = cases.Count(HasItsSlopes);
        if (passes)
            Assert.Equal(Unlearned.Contains(name), learned == 0);
    }

    private static void AssertSame(OnnxModel model, IReadOnlyList<OperatorInput> inputs, string said)
    {
        using var scope = NewDisposeScope();
        using var session = new InferenceSession(model.ToBytes());
        var there = inputs.Select((input, i) => (Name: $"x{i}", Input: input)).Where(pair => pair.Input.IsThere).ToList();
        var values = there.Select(pair => pair.Input.ForRuntime()).ToList();
        using var options = new RunOptions();
        using var expected = session.Run(options, [.. there.Select(pair => pair.Name)], values, [.. session.OutputNames]);
        using var network = GraphNetwork.Of(model);
        var answered = network.Run(there.ToDictionary(pair => pair.Name, pair => pair.Input.ForEngine(false)));
        var ruled = Ruled(model, inputs);
        for (var i = 0; i < answered.Count; i++)
            if (ruled[i] is { } shape)
                Assert.True(
                    shape.SequenceEqual(answered[i].shape),
                    $"{said}, output {i}: " + $"{string.Join('×', shape)} by the rule, {string.Join('×', answered[i].shape)} in truth"
                );
        for (var i = 0; i < answered.Count; i++)
            RuntimeAnswer.AssertClose(expected[i], answered[i], Tolerance, $"{said}, output {i}");
        values.ForEach(value => value.Dispose());
    }

    /// <summary>
    /// Operators that say their shapes are right in every case, and say them in one at least; all others leave shapes to be found by
    /// running them.
    /// </summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void ItsShapeRuleIsTried(string name)
    {
        var cases = OperatorCases.All.Where(one => one.Name == name).ToList();
        if (InFiles.Contains(name))
            return;
        var operation = OperatorSet.All.Find(cases[0].Model().Proto.Graph.Node[0])!;
        const System.Reflection.BindingFlags Inner = System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance;
        var hasRule = operation.GetType().GetMethod("Shapes", Inner)!.DeclaringType != typeof(Operator);
        Assert.Equal(hasRule || name == "Constant", cases.Exists(one => Ruled(one.Model(), one.Inputs)[0] is not null));
    }

    /// <summary>Shapes of the outputs by the operators' rules, which compute nothing.</summary>
    private static long[]?[] Ruled(OnnxModel model, IReadOnlyList<OperatorInput> inputs)
    {
        var there = inputs.Select((input, i) => (Name: $"x{i}", Input: input)).Where(pair => pair.Input.IsThere).ToList();
        var numbers = there
            .Where(pair => pair.Input.Type is DataType.Int64 or DataType.Int32 && pair.Input.Shape.Length < 2)
            .ToDictionary(pair => pair.Name, pair => pair.Input.Numbers.Select(number => (long)number).ToArray());
        var shapes = GraphShapes.Of(model, there.ToDictionary(pair => pair.Name, pair => pair.Input.Shape), numbers);
        return [.. model.Proto.Graph.Output.Select(output => shapes.Find(output.Name))];
    }

    // Two numbers of each real input are moved; what comes out is summed with weights that are not alike. False where nothing is learned.
    private static bool HasItsSlopes(OperatorCase one)
    {
        const double Move = 1e-5;
        using var scope = NewDisposeScope();
        using var network = GraphNetwork.Of(one.Model());
        var inputs = one
            .Inputs.Select((input, i) => (Name: $"x{i}", Input: input))
            .Where(pair => pair.Input.IsThere)
            .ToDictionary(pair => pair.Name, pair => pair.Input.ForEngine(true));
        var moved = inputs.Where(pair => pair.Value.is_floating_point() && pair.Value.numel() > 1).ToList();
        foreach (var (_, tensor) in moved)
            tensor.requires_grad_(true);
        // Running statistics are handed on without a gradient, and whole numbers have none.
        int[] learned = [.. network.Run(inputs).Index().Where(output => output.Item.requires_grad).Select(output => output.Index)];
        if (learned.Length == 0)
            return false;
        Tensor Sum()
        {
            var outputs = network.Run(inputs);
            return learned.Select(output => Weighted(outputs[output])).Aggregate((a, b) => a + b);
        }
        Sum().backward();
        foreach (var (name, tensor) in moved.Where(pair => pair.Value.grad is not null))
        foreach (var at in new[] { 0L, tensor.numel() / 2 })
        {
            double At(double by)
            {
                using var none = no_grad();
                using var flat = tensor.view(-1);
                flat[at] += by;
                var value = Sum().item<double>();
                flat[at] -= by;
                return value;
            }
            var (slope, found) = ((At(Move) - At(-Move)) / (2 * Move), tensor.grad!.reshape(-1)[at].item<double>());
            Assert.True(Math.Abs(slope - found) <= 1e-5 * Math.Max(1, Math.Abs(slope)), $"{one}, {name}: found {found}; expected {slope}");
        }
        return true;
    }

    private static Tensor Weighted(Tensor output) =>
        (output * arange(1, output.numel() + 1, dtype: ScalarType.Float64).sin().reshape(output.shape)).sum();
}
