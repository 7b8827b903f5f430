using static DeepOptDistill.EngineTests.Operators.OperatorInput;
using DataType = DeepOptDistill.Onnx.Proto.TensorProto.Types.DataType;

namespace DeepOptDistill.EngineTests.Operators;

/// <summary>What stands for several operators at once: attention of the standard, and what ONNX Runtime's tools write.</summary>
internal static class FusedCases
{
    private const string Tools = "com.microsoft";
    private static readonly OperatorInput Rows = Drawn(-1, 1, 2, 5, 8),
        Others = Drawn(-1.5, 1, 2, 7, 8),
        Values = Drawn(-1, 2, 2, 7, 8);
    private static readonly OperatorInput Wide = Drawn(0.5, 2, 8),
        Shift = Drawn(-1, 1, 8),
        Flat = Drawn(-2, 2, 3, 8);

    public static IEnumerable<OperatorCase> All =>
        [.. Attentions(), .. Rotations(), .. Joined(), .. Products(), .. Functions(), .. Embeddings()];

    private static IEnumerable<OperatorCase> Attentions()
    {
        yield return new("Attention", [Rows, Others, Values], 23, 1, ("q_num_heads", 2L), ("kv_num_heads", 2L));
        yield return new("Attention", [Rows, Others.OfWidth(4), Values.OfWidth(4)], 23, 1, ("q_num_heads", 4L), ("kv_num_heads", 2L));
        yield return new(
            "Attention",
            [Rows, Rows, Rows],
            23,
            1,
            ("q_num_heads", 2L),
            ("kv_num_heads", 2L),
            ("is_causal", 1L),
            ("scale", 0.3f)
        );
        yield return new(
            "Attention",
            [Rows, Others, Values, Drawn(-1, 1, 5, 7)],
            23,
            1,
            ("q_num_heads", 2L),
            ("kv_num_heads", 2L),
            ("softcap", 0.8f)
        );
        var (query, key) = (Drawn(-1, 1, 2, 4, 5, 3), Drawn(-1, 2, 2, 2, 6, 3));
        var seen = Drawn(0.2, 2, 5, 6).As(DataType.Bool);
        yield return new("Attention", [query, key, key, seen], 24);
        yield return new("Attention", [query, key, key, None, Drawn(-1, 1, 2, 2, 3, 3), Drawn(-2, 1, 2, 2, 3, 3)], 23, 3);
    }

    private static IEnumerable<OperatorCase> Rotations()
    {
        var (cosines, sines) = (Drawn(-1, 1, 9, 2), Drawn(-1, 0.5, 9, 2));
        var places = new OperatorInput(DataType.Int64, [2, 5], [0, 3, 8, 1, 2, 7, 7, 0, 4, 5]);
        yield return new("RotaryEmbedding", [Rows, cosines, sines, places], 23, 1, ("num_heads", 2L));
        yield return new("RotaryEmbedding", [Rows, cosines, sines, places], 23, 1, ("num_heads", 2L), ("interleaved", 1L));
        yield return new("RotaryEmbedding", [Drawn(-1, 1, 2, 3, 5, 6), cosines, sines, places], 23, 1, ("rotary_embedding_dim", 4L));
        yield return new("RotaryEmbedding", [Drawn(-1, 1, 2, 3, 5, 4), Drawn(-1, 1, 2, 5, 2), Drawn(0, 1, 2, 5, 2)], 23);
    }

    private static IEnumerable<OperatorCase> Joined()
    {
        var (matrix, bias) = (Drawn(-1, 1, 8, 24), Drawn(-1, 1, 24));
        yield return Of("Attention", [Rows, matrix, bias], ("num_heads", 2L));
        yield return Of(
            "Attention",
            [Rows, matrix, bias, new(DataType.Int32, [2, 5], [1, 1, 1, 0, 0, 1, 1, 1, 1, 0])],
            ("num_heads", 4L),
            ("scale", 0.4f)
        );
        yield return Of("Attention", [Rows, matrix, bias, new(DataType.Int32, [2], [3, 5])], ("num_heads", 2L));
        yield return Of("MultiHeadAttention", [Rows, Others, Values], ("num_heads", 2L));
        yield return Of(
            "MultiHeadAttention",
            [Rows, Others, Values, bias, None, Drawn(-1, 1, 1, 2, 5, 7)],
            ("num_heads", 2L),
            ("scale", 0.5f)
        );
    }

    private static IEnumerable<OperatorCase> Products()
    {
        var (map, kernel) = (Drawn(-2, 2, 2, 4, 6, 6), Drawn(-1, 1, 3, 4, 3, 3));
        yield return Of("FusedConv", [map, kernel, Drawn(-1, 1, 3)], ("activation", "Relu"), ("pads", new long[] { 1, 1, 1, 1 }));
        yield return Of("FusedConv", [map, kernel], ("activation", "LeakyRelu"), ("activation_params", new[] { 0.2f }));
        yield return Of(
            "FusedConv",
            [map, kernel, Drawn(-1, 1, 3), Drawn(-1, 1, 2, 3, 4, 4)],
            ("activation", "Clip"),
            ("activation_params", new[] { -0.5f, 1.5f })
        );
        yield return Of("FusedMatMul", [Rows, Drawn(-1, 1, 4, 8)], ("transB", 1L), ("alpha", 0.5f));
        yield return Of("FusedMatMul", [Rows, Drawn(-1, 1, 2, 5, 3)], ("transA", 1L));
        yield return Of("FusedGemm", [Flat, Drawn(-1, 1, 4, 8), Drawn(-1, 1, 4)], ("transB", 1L), ("activation", "Relu"));
        yield return Of("FusedGemm", [Flat, Drawn(-1, 1, 8, 4)], ("alpha", 0.7f), ("activation", "LeakyRelu"), ("activation_alpha", 0.3f));
    }

    private static IEnumerable<OperatorCase> Functions()
    {
        yield return new("Swish", [Flat], 24);
        yield return new("Swish", [Flat], 24, 1, ("alpha", 0.6f));
        yield return Of("TransposeMatMul", [Rows, Drawn(-1, 1, 4, 8)], ("transB", 1L), ("alpha", 0.5f));
        yield return Of("Gelu", [Flat]);
        yield return Of("Trilu", [Flat], ("upper", 0L));
        yield return Of("BiasGelu", [Flat, Shift]);
        yield return Of("FastGelu", [Flat]);
        yield return Of("FastGelu", [Flat, Shift]);
        yield return Of("QuickGelu", [Flat]);
        yield return Of("QuickGelu", [Flat], ("alpha", 0.9f));
        yield return Of("SkipLayerNormalization", [Rows, Rows.OfWidth(8), Wide, Shift]);
        yield return Of("SkipLayerNormalization", [Rows, Rows.OfWidth(8), Wide, None, Shift], ("epsilon", 0.01f));
        yield return Of("SkipSimplifiedLayerNormalization", [Rows, Rows.OfWidth(8), Wide, Shift], ("epsilon", 0.01f));
    }

    private static IEnumerable<OperatorCase> Embeddings()
    {
        var words = new OperatorInput(DataType.Int32, [2, 4], [0, 5, 2, 1, 3, 3, 4, 0]);
        var sides = new OperatorInput(DataType.Int32, [2, 4], [0, 0, 1, 1, 0, 1, 1, 1]);
        var mask = new OperatorInput(DataType.Int32, [2, 4], [1, 1, 1, 0, 1, 1, 0, 0]);
        OperatorInput[] tables = [Drawn(-1, 1, 6, 8), Drawn(-2, 1, 5, 8)];
        var places = new OperatorInput(DataType.Int32, [2, 4], [4, 3, 2, 1, 0, 0, 1, 2]);
        OperatorInput[][] inputs =
        [
            [words, sides, .. tables, Drawn(-1, 2, 2, 8), Wide, Shift, mask],
            [words, None, .. tables, None, Wide, Shift],
            [words, None, .. tables, None, Wide, Shift, None, places],
        ];
        foreach (var those in inputs)
            yield return new("EmbedLayerNormalization", those, 17, 2, ("epsilon", 0.01f)) { Domain = Tools };
        yield return new("SimplifiedLayerNormalization", [Rows, Wide], 17);
        yield return new("SimplifiedLayerNormalization", [Rows, Drawn(0.5, 2, 5, 8)], 17, 1, ("axis", 1L), ("epsilon", 0.01f));
    }

    private static OperatorCase Of(string op, OperatorInput[] inputs, params (string Key, object Value)[] attributes) =>
        new(op, inputs, 17, 1, attributes) { Domain = Tools };

    /// <summary>Other numbers of the same length, with rows of so many.</summary>
    private static OperatorInput OfWidth(this OperatorInput like, long width) => Drawn(-1.2, 1.1, [.. like.Shape[..^1], width]);
}
