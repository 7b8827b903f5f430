using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Labels;
using DeepOptDistill.Students.Graphs;
using DeepOptDistill.Students.Initializers;
using DeepOptDistill.Students.Networks;
using DeepOptDistill.Students.Norms;

namespace DeepOptDistill.Students.Blocks;

/// <summary>Fully connected layer y = W·x + b: inputs → features.</summary>
[AlsoCalled("dense", "fc", "gemm", "fully_connected")]
[Kind("linear", "fully connected: features")]
public sealed record Linear : Block
{
    /// <summary>Units that leave.</summary>
    [Between(1, 1 << 20)]
    public required int Features { get; init; }

    /// <summary>Whether a bias is learned; left out, there is one unless a batch norm follows, which has its own shift.</summary>
    public bool? Bias { get; init; }

    /// <summary>Initial weights.</summary>
    public Initializer Init { get; init; } = new He();

    internal override void Check(Shape input, Func<object, string> where, List<Problem> problems) => NeedFeatures(input);

    internal override string Write(Site place, string input, LayerWriter writer)
    {
        var inputs = place.Input.Count;
        float[] Drawn() =>
            Init.Before(place.Next)
                .Draw(RowArray.Length(Features, inputs, "weights of a linear layer", Smaller), inputs, Features, writer.Seed);
        List<string> read = [input, writer.Parameter("weight", [Features, inputs], Drawn)];
        if (Bias ?? place.Next is not BatchNorm)
            read.Add(writer.Parameter("bias", [Features]));
        return writer.Node("Gemm", read, ("transB", 1L));
    }
}
