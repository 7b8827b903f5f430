using static DeepOptDistill.EngineTests.Operators.OperatorInput;
using DataType = DeepOptDistill.Onnx.Proto.TensorProto.Types.DataType;

namespace DeepOptDistill.EngineTests.Operators;

/// <summary>What every operator is asked: shapes, attributes and versions in which exporters write it.</summary>
internal static class OperatorCases
{
    private static readonly OperatorInput Matrix = Drawn(-2, 2, 3, 5),
        Cube = Drawn(-2, 2, 2, 3, 4),
        Map = Drawn(-2, 2, 2, 4, 7, 6);
    private static readonly OperatorInput Positive = Drawn(0.2, 2, 3, 5),
        Share = Drawn(-0.9, 0.9, 3, 5),
        Above = Drawn(1.1, 3, 3, 5);
    private static readonly OperatorInput Row = Drawn(0.5, 2, 5),
        Truth = Drawn(0, 2, 3, 5).As(DataType.Bool),
        Steps = Drawn(-9, 9, 3, 5).As(DataType.Int64);

    public static IReadOnlyList<OperatorCase> All { get; } =
    [
        .. Functions(),
        .. Pairs(),
        .. Products(),
        .. Norms(),
        .. Pools(),
        .. Reductions(),
        .. Shapes(),
        .. Selections(),
        .. Sizes(),
        .. Recurrences(),
        .. Quantized(),
        .. Losses(),
        .. FusedCases.All,
    ];

    private static OperatorCase Of(string op, OperatorInput[] inputs, params (string Key, object Value)[] attributes) =>
        new(op, inputs, 17, 1, attributes);

    private static IEnumerable<OperatorCase> Functions()
    {
        string[] anywhere =
        [
            "Abs",
            "Asinh",
            "Atan",
            "Cos",
            "Erf",
            "Exp",
            "Identity",
            "Neg",
            "Sigmoid",
            "Sin",
            "Softplus",
            "Softsign",
            "Tanh",
            "Relu",
            "HardSwish",
            "LeakyRelu",
            "Elu",
            "Celu",
            "Selu",
            "ThresholdedRelu",
            "HardSigmoid",
            "Shrink",
            "Softmax",
            "LogSoftmax",
        ];
        foreach (var op in anywhere)
            yield return Of(op, [Matrix]);
        foreach (var op in (string[])["Acos", "Asin", "Atanh", "Tan"])
            yield return Of(op, [Share]);
        foreach (var op in (string[])["Log", "Reciprocal", "Sqrt"])
            yield return Of(op, [Positive]);
        foreach (var op in (string[])["Ceil", "Floor", "Round", "Sign", "IsNaN", "IsInf", "Hardmax"])
            yield return Of(op, [Matrix]);
        yield return Of("Acosh", [Above]);
        yield return Of("Cosh", [Matrix.Shaped(5, 3)]);
        yield return Of("Sinh", [Matrix.Shaped(15)]);
        yield return Of("Not", [Truth]);
        yield return new("Mish", [Matrix], 18);
        yield return new("Gelu", [Matrix], 20);
        yield return new("Gelu", [Matrix], 20, 1, ("approximate", "tanh"));
        yield return new("BitwiseNot", [Steps], 18);
        yield return Of("LeakyRelu", [Cube], ("alpha", 0.3f));
        yield return Of("Elu", [Cube], ("alpha", 0.3f));
        yield return Of("Celu", [Cube], ("alpha", 2f));
        yield return Of("Selu", [Cube], ("alpha", 2f), ("gamma", 1.5f));
        yield return Of("HardSigmoid", [Cube], ("alpha", 0.6f), ("beta", 0.4f));
        yield return Of("Shrink", [Cube], ("lambd", 0.7f), ("bias", 0.2f));
        yield return Of("Clip", [Matrix, Float(-0.5).Shaped(), Float(0.7).Shaped()]);
        yield return Of("Clip", [Matrix, None, Float(0.7).Shaped()]);
        yield return new("Clip", [Matrix], 7, 1, ("min", -0.5f), ("max", 0.7f));
        yield return Of("Cast", [Matrix], ("to", 7L));
        yield return Of("Cast", [Steps], ("to", 1L));
        yield return Of("CastLike", [Steps, Matrix]);
        yield return Of("Dropout", [Matrix]);
        yield return new("Dropout", [Matrix], 7, 1, ("ratio", 0.3f));
        yield return new("Softmax", [Cube], 11, 1, ("axis", 1L));
        yield return new("LogSoftmax", [Cube], 11, 1, ("axis", 2L));
        yield return Of("Softmax", [Cube], ("axis", 1L));
        yield return new("Hardmax", [Cube], 11, 1, ("axis", 1L));
    }

    private static IEnumerable<OperatorCase> Pairs()
    {
        foreach (var op in (string[])["Add", "Sub", "Mul", "Div", "Max", "Min", "Sum", "Mean", "PRelu"])
        {
            yield return Of(op, [Matrix, Row]);
            yield return Of(op, [Drawn(-2, 2, 2, 3, 4), Drawn(0.3, 2, 3, 1)]);
        }
        foreach (var op in (string[])["Add", "Div", "Mul"])
            yield return Of(op, [Steps, Drawn(2, 5, 5).As(DataType.Int64)]);
        yield return Of("Sum", [Matrix, Row, Positive]);
        yield return Of("Mean", [Matrix, Row, Positive]);
        yield return Of("Pow", [Positive, Row]);
        yield return Of("Pow", [Matrix, Float(2).Shaped()]);
        yield return Of("Pow", [Positive, Whole(3)]);
        yield return Of("Mod", [Steps, Drawn(2, 5, 5).As(DataType.Int64)]);
        yield return Of("Mod", [Matrix, Row], ("fmod", 1L));
        foreach (var op in (string[])["And", "Or", "Xor"])
            yield return Of(op, [Truth, Truth with { Numbers = [.. Truth.Numbers.Reverse()] }]);
        foreach (var op in (string[])["Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual"])
            yield return Of(op, [Steps, Steps with { Numbers = [.. Steps.Numbers.Reverse()] }]);
        foreach (var op in (string[])["BitwiseAnd", "BitwiseOr", "BitwiseXor"])
            yield return new(op, [Steps, Steps with { Numbers = [.. Steps.Numbers.Reverse()] }], 18);
        foreach (var direction in (string[])["LEFT", "RIGHT"])
            yield return Of(
                "BitShift",
                [Drawn(0, 60, 3, 5).As(DataType.Uint8), Drawn(0, 3, 5).As(DataType.Uint8)],
                ("direction", direction)
            );
        yield return Of("Where", [Truth, Matrix, Row]);
    }

    private static IEnumerable<OperatorCase> Products()
    {
        var (kernel, bias) = (Drawn(-1, 1, 6, 4, 3, 3), Drawn(-1, 1, 6));
        yield return Of("Conv", [Map, kernel, bias]);
        yield return Of("Conv", [Map, kernel], ("pads", new long[] { 1, 0, 2, 1 }), ("strides", new long[] { 2, 1 }));
        yield return Of("Conv", [Map, kernel, bias], ("dilations", new long[] { 2, 1 }), ("pads", new long[] { 1, 1, 1, 1 }));
        yield return Of("Conv", [Map, Drawn(-1, 1, 8, 2, 3, 2), Drawn(-1, 1, 8)], ("group", 2L));
        yield return Of(
            "Conv",
            [Map, Drawn(-1, 1, 4, 1, 3, 3)],
            ("group", 4L),
            ("auto_pad", "SAME_UPPER"),
            ("strides", new long[] { 2, 2 })
        );
        yield return Of("Conv", [Map, kernel], ("auto_pad", "SAME_LOWER"), ("strides", new long[] { 3, 2 }));
        yield return Of("Conv", [Drawn(-2, 2, 2, 3, 9), Drawn(-1, 1, 5, 3, 4)], ("pads", new long[] { 2, 1 }));
        yield return Of("Conv", [Drawn(-2, 2, 1, 2, 4, 5, 4), Drawn(-1, 1, 3, 2, 2, 3, 2)]);
        var turned = Drawn(-1, 1, 4, 3, 3, 2);
        yield return Of("ConvTranspose", [Map, turned, Drawn(-1, 1, 3)], ("strides", new long[] { 2, 3 }));
        yield return Of(
            "ConvTranspose",
            [Map, turned],
            ("strides", new long[] { 2, 2 }),
            ("pads", new long[] { 1, 0, 2, 1 }),
            ("output_padding", new long[] { 1, 1 })
        );
        yield return Of("ConvTranspose", [Map, turned], ("strides", new long[] { 2, 2 }), ("output_shape", new long[] { 14, 12 }));
        yield return Of("ConvTranspose", [Map, Drawn(-1, 1, 4, 2, 3, 3)], ("group", 2L), ("dilations", new long[] { 2, 1 }));
        yield return Of("ConvTranspose", [Map, turned], ("strides", new long[] { 2, 2 }), ("auto_pad", "SAME_UPPER"));
        yield return Of("Gemm", [Matrix, Drawn(-1, 1, 5, 4), Drawn(-1, 1, 4)]);
        yield return Of(
            "Gemm",
            [Matrix.Shaped(5, 3), Drawn(-1, 1, 4, 5), Drawn(-1, 1, 1, 4)],
            ("transA", 1L),
            ("transB", 1L),
            ("alpha", 0.5f),
            ("beta", 2f)
        );
        yield return Of("Gemm", [Matrix, Drawn(-1, 1, 5, 4)]);
        yield return Of("MatMul", [Matrix, Drawn(-1, 1, 5, 4)]);
        yield return Of("MatMul", [Drawn(-1, 1, 2, 1, 3, 4), Drawn(-1, 1, 5, 4, 2)]);
        yield return Of("MatMul", [Row, Drawn(-1, 1, 5, 4)]);
        yield return Of("Einsum", [Cube, Drawn(-1, 1, 2, 4, 5)], ("equation", "bij, bjk -> bik"));
        yield return Of("Einsum", [Cube], ("equation", "...ij->...ji"));
        yield return Of("Einsum", [Cube, Drawn(-1, 1, 2, 4, 5)], ("equation", "bij,bjk"));
        yield return new("Det", [Drawn(-2, 2, 2, 3, 3)], 11);
    }

    private static IEnumerable<OperatorCase> Norms()
    {
        OperatorInput[] norm = [Drawn(0.5, 2, 4), Drawn(-1, 1, 4), Drawn(-1, 1, 4), Drawn(0.5, 2, 4)];
        yield return Of("BatchNormalization", [Map, .. norm]);
        yield return Of("BatchNormalization", [Map, .. norm], ("epsilon", 0.1f));
        yield return new("BatchNormalization", [Map, .. norm], 7);
        yield return new("BatchNormalization", [Map, .. norm], 15, 3, ("training_mode", 1L), ("momentum", 0.7f));
        yield return Of("InstanceNormalization", [Map, norm[0], norm[1]], ("epsilon", 0.01f));
        yield return Of("LayerNormalization", [Cube, Drawn(0.5, 2, 4), Drawn(-1, 1, 4)]);
        yield return new("LayerNormalization", [Cube, Drawn(0.5, 2, 3, 4)], 17, 3, ("axis", 1L), ("epsilon", 0.01f));
        yield return new("RMSNormalization", [Cube, Drawn(0.5, 2, 4)], 23, 1, ("epsilon", 0.01f));
        yield return new("GroupNormalization", [Map, Drawn(0.5, 2, 2), Drawn(-1, 1, 2)], 18, 1, ("num_groups", 2L));
        yield return new("GroupNormalization", [Map, norm[0], norm[1]], 21, 1, ("num_groups", 2L));
        yield return Of("LRN", [Map], ("size", 3L), ("alpha", 0.2f), ("beta", 0.6f), ("bias", 1.5f));
        yield return Of("LRN", [Map], ("size", 5L));
        yield return Of("LpNormalization", [Matrix]);
        yield return Of("LpNormalization", [Matrix], ("p", 1L), ("axis", 0L));
        yield return Of("MeanVarianceNormalization", [Map]);
    }

    private static IEnumerable<OperatorCase> Pools()
    {
        foreach (var op in (string[])["MaxPool", "AveragePool", "LpPool"])
        {
            yield return Of(op, [Map], ("kernel_shape", new long[] { 3, 2 }), ("strides", new long[] { 2, 2 }));
            yield return Of(op, [Map], ("kernel_shape", new long[] { 3, 3 }), ("pads", new long[] { 1, 0, 1, 2 }));
            yield return Of(op, [Map], ("kernel_shape", new long[] { 2, 3 }), ("auto_pad", "SAME_UPPER"), ("strides", new long[] { 2, 1 }));
            yield return Of(op, [Drawn(-2, 2, 2, 3, 9)], ("kernel_shape", new long[] { 4 }), ("strides", new long[] { 3 }));
        }
        foreach (var op in (string[])["MaxPool", "AveragePool"])
        {
            yield return Of(op, [Map], ("kernel_shape", new long[] { 3, 3 }), ("strides", new long[] { 2, 2 }), ("ceil_mode", 1L));
            yield return Of(
                op,
                [Map],
                ("kernel_shape", new long[] { 2, 2 }),
                ("strides", new long[] { 2, 4 }),
                ("ceil_mode", 1L),
                ("pads", new long[] { 1, 1, 1, 1 })
            );
        }
        yield return Of("MaxPool", [Map], ("kernel_shape", new long[] { 2, 2 }), ("dilations", new long[] { 3, 2 }));
        yield return Of("MaxPool", [Drawn(-2, 2, 1, 2, 4, 5, 4)], ("kernel_shape", new long[] { 2, 2, 2 }));
        yield return Of(
            "AveragePool",
            [Map],
            ("kernel_shape", new long[] { 3, 3 }),
            ("pads", new long[] { 1, 0, 1, 2 }),
            ("count_include_pad", 1L)
        );
        yield return Of(
            "AveragePool",
            [Map],
            ("kernel_shape", new long[] { 3, 3 }),
            ("pads", new long[] { 1, 1, 1, 1 }),
            ("count_include_pad", 1L),
            ("ceil_mode", 1L),
            ("strides", new long[] { 2, 2 })
        );
        foreach (var op in (string[])["GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool"])
            yield return Of(op, [Map]);
    }

    private static IEnumerable<OperatorCase> Reductions()
    {
        string[] all =
        [
            "ReduceL1",
            "ReduceL2",
            "ReduceLogSum",
            "ReduceLogSumExp",
            "ReduceMax",
            "ReduceMean",
            "ReduceMin",
            "ReduceProd",
            "ReduceSumSquare",
        ];
        var cube = Drawn(0.2, 2, 2, 3, 4);
        foreach (var op in all)
        {
            yield return Of(op, [cube], ("axes", new long[] { 1 }));
            yield return Of(op, [cube], ("axes", new long[] { -1, 0 }), ("keepdims", 0L));
            yield return Of(op, [cube]);
            yield return new(op, [cube, Whole(0, 2)], 18);
            yield return new(op, [cube, None], 18, 1, ("noop_with_empty_axes", 1L));
        }
        yield return Of("ReduceSum", [Cube, Whole(1)]);
        yield return Of("ReduceSum", [Cube, Whole(-1, 0)], ("keepdims", 0L));
        yield return Of("ReduceSum", [Steps, Whole(1)]);
        yield return new("ReduceSum", [Cube], 11, 1, ("axes", new long[] { 2 }));
        foreach (var op in (string[])["ArgMax", "ArgMin"])
        {
            yield return Of(op, [Cube], ("axis", 1L));
            yield return Of(op, [Cube], ("axis", -1L), ("keepdims", 0L));
            yield return Of(op, [new(DataType.Float, [1, 4], [2, 2, 1, 1])], ("axis", 1L), ("select_last_index", 1L));
        }
        yield return Of("CumSum", [Cube, Whole(1).Shaped()]);
        yield return Of("CumSum", [Cube, Whole(2).Shaped()], ("exclusive", 1L), ("reverse", 1L));
        yield return new("TopK", [Cube, Whole(2)], 17, 2, ("axis", 1L));
        yield return new("TopK", [Cube, Whole(3)], 17, 2, ("largest", 0L));
    }

    private static IEnumerable<OperatorCase> Shapes()
    {
        yield return Of("Concat", [Matrix, Drawn(-1, 1, 2, 5)], ("axis", 0L));
        yield return Of("Concat", [Cube, Cube, Drawn(-1, 1, 2, 3, 1)], ("axis", -1L));
        yield return new("Split", [Matrix, Whole(2, 3)], 17, 2, ("axis", 1L));
        yield return new("Split", [Cube], 13, 2, ("axis", 2L));
        yield return new("Split", [Matrix], 18, 2, ("axis", 1L), ("num_outputs", 2L));
        yield return new("Split", [Matrix], 11, 2, ("axis", 1L), ("split", new long[] { 1, 4 }));
        yield return Of("Reshape", [Cube, Whole(0, -1)]);
        yield return Of("Reshape", [Cube, Whole(4, 3, 2)]);
        yield return Of("Transpose", [Cube]);
        yield return Of("Transpose", [Cube], ("perm", new long[] { 1, 2, 0 }));
        yield return Of("Flatten", [Cube]);
        yield return Of("Flatten", [Cube], ("axis", 0L));
        yield return Of("Flatten", [Cube], ("axis", -1L));
        yield return Of("Squeeze", [Matrix.Shaped(3, 1, 5, 1), Whole(1)]);
        yield return Of("Squeeze", [Matrix.Shaped(3, 1, 5, 1)]);
        yield return new("Squeeze", [Matrix.Shaped(3, 1, 5, 1)], 11, 1, ("axes", new long[] { -1 }));
        yield return Of("Unsqueeze", [Matrix, Whole(0, -1)]);
        yield return new("Unsqueeze", [Matrix], 11, 1, ("axes", new long[] { 2, 0 }));
        yield return Of("Expand", [Matrix.Shaped(3, 1, 5), Whole(2, 1, 4, 1)]);
        yield return Of("Tile", [Matrix, Whole(2, 3)]);
        yield return Of("Shape", [Cube]);
        yield return Of("Shape", [Cube], ("start", 1L), ("end", -1L));
        yield return Of("Size", [Cube]);
        yield return Of("Constant", [], ("value_floats", new float[] { 1, 2.5f }));
        yield return Of("Constant", [], ("value_ints", new long[] { 1, 2 }));
        yield return Of("Constant", [], ("value_float", 2f));
        yield return Of("ConstantOfShape", [Whole(2, 3)]);
        yield return Of("Range", [Whole(2).Shaped(), Whole(11).Shaped(), Whole(3).Shaped()]);
        yield return Of("EyeLike", [Matrix], ("k", 1L));
        yield return Of("OneHot", [Whole(0, 2, -1), Whole(4).Shaped(), Float(-1, 3)]);
        yield return Of("OneHot", [Whole(0, 2, -1), Whole(4).Shaped(), Float(-1, 3)], ("axis", 0L));
        yield return Of("NonZero", [Truth]);
        yield return Of("Trilu", [Drawn(-2, 2, 2, 4, 5), Whole(1).Shaped()]);
        yield return Of("Trilu", [Drawn(-2, 2, 4, 5)], ("upper", 0L));
        yield return Of("DepthToSpace", [Drawn(-2, 2, 2, 8, 2, 3)], ("blocksize", 2L));
        yield return Of("DepthToSpace", [Drawn(-2, 2, 2, 8, 2, 3)], ("blocksize", 2L), ("mode", "CRD"));
        yield return Of("SpaceToDepth", [Drawn(-2, 2, 2, 2, 4, 6)], ("blocksize", 2L));
    }

    private static IEnumerable<OperatorCase> Selections()
    {
        yield return Of("Slice", [Matrix, Whole(1, 0), Whole(3, 4)]);
        yield return Of("Slice", [Matrix, Whole(-1), Whole(-100), Whole(1), Whole(-2)]);
        yield return Of("Slice", [Matrix, Whole(1), Whole(1000), Whole(-1), Whole(2)]);
        yield return new("Slice", [Matrix], 9, 1, ("starts", new long[] { 1 }), ("ends", new long[] { -1 }), ("axes", new long[] { 1 }));
        yield return Of("Gather", [Matrix, Whole(2, 0, -1, 2)]);
        yield return Of("Gather", [Matrix, Whole(4, 0, 1, 2).Shaped(2, 2)], ("axis", 1L));
        yield return Of("Gather", [Matrix, Whole(1).Shaped()], ("axis", 1L));
        yield return Of("GatherElements", [Matrix, Whole(0, 2, 1, 1, -1, 0).Shaped(2, 3)], ("axis", 0L));
        yield return Of("GatherND", [Cube, Whole(0, 1, 1, 2).Shaped(2, 2)]);
        yield return Of("GatherND", [Cube, Whole(2, 0).Shaped(2, 1)], ("batch_dims", 1L));
        yield return Of("ScatterElements", [Matrix, Whole(0, 2, 1, 1, 0, 2).Shaped(2, 3), Drawn(-1, 1, 2, 3)], ("axis", 0L));
        yield return Of("ScatterElements", [Matrix, Whole(0, 0, 1).Shaped(1, 3), Drawn(-1, 1, 1, 3)], ("axis", 1L), ("reduction", "add"));
        yield return new("Scatter", [Matrix, Whole(1, 3).Shaped(1, 2), Drawn(-1, 1, 1, 2)], 9, 1, ("axis", 1L));
        yield return Of("ScatterND", [Matrix, Whole(2, 0).Shaped(2, 1), Drawn(-1, 1, 2, 5)]);
        yield return Of("Pad", [Matrix, Whole(1, 2, 0, 1), Float(0.5).Shaped()]);
        foreach (var mode in (string[])["reflect", "edge"])
            yield return Of("Pad", [Matrix, Whole(2, 1, 1, 3)], ("mode", mode));
        yield return new("Pad", [Matrix, Whole(2, 1, 1, 3)], 19, 1, ("mode", "wrap"));
        yield return Of("Pad", [Matrix, Whole(-1, 2, 0, -1)]);
        yield return new("Pad", [Matrix, Whole(1, 2), None, Whole(1)], 18);
        yield return new("Pad", [Matrix], 9, 1, ("pads", new long[] { 1, 0, 0, 2 }), ("value", 0.3f));
        yield return Of("Compress", [Matrix, new(DataType.Bool, [3], [1, 0, 1])], ("axis", 0L));
        yield return Of("ReverseSequence", [Drawn(-1, 1, 4, 3), Whole(1, 4, 3)], ("time_axis", 0L), ("batch_axis", 1L));
        yield return new("GridSample", [Map, Drawn(-0.9, 0.9, 2, 3, 4, 2)], 16);
        yield return new("GridSample", [Map, Drawn(-1.3, 1.3, 2, 3, 4, 2)], 16, 1, ("padding_mode", "border"), ("align_corners", 1L));
    }

    private static IEnumerable<OperatorCase> Sizes()
    {
        var small = Drawn(-1, 1, 1, 2, 4, 5);
        var twice = Float(1, 1, 2, 1.6);
        foreach (var coordinates in (string[])["half_pixel", "pytorch_half_pixel", "asymmetric", "align_corners"])
        foreach (var mode in (string[])["nearest", "linear", "cubic"])
            yield return Of(
                "Resize",
                [small, None, None, Whole(1, 2, 7, 3)],
                ("mode", mode),
                ("coordinate_transformation_mode", coordinates)
            );
        yield return Of("Resize", [small, None, twice], ("mode", "linear"));
        foreach (var nearest in (string[])["round_prefer_floor", "round_prefer_ceil", "floor", "ceil"])
            yield return Of("Resize", [small, None, twice], ("nearest_mode", nearest), ("coordinate_transformation_mode", "asymmetric"));
        yield return Of("Resize", [small, None, twice], ("mode", "cubic"), ("exclude_outside", 1L), ("cubic_coeff_a", -0.5f));
        foreach (var mode in (string[])["linear", "cubic"])
            yield return new("Resize", [small, None, None, Whole(1, 2, 2, 3)], 18, 1, ("mode", mode), ("antialias", 1L));
        yield return new("Resize", [small, Float(1, 1, 2, 2)], 10, 1, ("mode", "nearest"));
        yield return new("Upsample", [small, Float(1, 1, 2, 2)], 9, 1, ("mode", "linear"));
    }

    private static IEnumerable<OperatorCase> Recurrences()
    {
        foreach (var (op, gates) in new[] { ("LSTM", 4), ("GRU", 3), ("RNN", 1) })
        foreach (var direction in (string[])["forward", "reverse", "bidirectional"])
        {
            var sides = direction == "bidirectional" ? 2 : 1;
            OperatorInput[] weights =
            [
                Drawn(-1, 1, sides, gates * 3, 4),
                Drawn(-1, 1, sides, gates * 3, 3),
                Drawn(-1, 1, sides, gates * 6),
            ];
            var outputs = op == "LSTM" ? 3 : 2;
            yield return new(op, [Drawn(-1, 1, 5, 2, 4), .. weights], 14, outputs, ("hidden_size", 3L), ("direction", direction));
            yield return new(
                op,
                [Drawn(-1, 1, 5, 2, 4), weights[0], weights[1], None, Whole(5, 3).As(DataType.Int32), Drawn(-1, 1, sides, 2, 3)],
                14,
                outputs,
                ("hidden_size", 3L),
                ("direction", direction)
            );
        }
        yield return new(
            "GRU",
            [Drawn(-1, 1, 5, 2, 4), Drawn(-1, 1, 1, 9, 4), Drawn(-1, 1, 1, 9, 3), Drawn(-1, 1, 1, 18)],
            14,
            2,
            ("hidden_size", 3L),
            ("linear_before_reset", 1L)
        );
        yield return new(
            "LSTM",
            [Drawn(-1, 1, 5, 2, 4), Drawn(-1, 1, 1, 12, 4), Drawn(-1, 1, 1, 12, 3), None, None, None, None, Drawn(-1, 1, 1, 9)],
            14,
            3,
            ("hidden_size", 3L)
        );
    }

    private static IEnumerable<OperatorCase> Quantized()
    {
        var bytes = Drawn(0, 255, 3, 5).As(DataType.Uint8);
        var scale = Float(0.1).Shaped();
        yield return Of("DequantizeLinear", [bytes, scale, new(DataType.Uint8, [], [100])]);
        yield return Of("DequantizeLinear", [bytes.As(DataType.Uint8), Drawn(0.1, 1, 5)], ("axis", 1L));
        yield return Of("QuantizeLinear", [Matrix, scale, new(DataType.Int8, [], [3])]);
        yield return Of("QuantizeLinear", [Matrix, Drawn(0.1, 1, 5)], ("axis", 1L));
        yield return new("DynamicQuantizeLinear", [Matrix], 17, 3);
        yield return Of("MatMulInteger", [bytes, Drawn(0, 255, 5, 4).As(DataType.Uint8), new(DataType.Uint8, [], [7])]);
        yield return Of(
            "QLinearMatMul",
            [
                bytes,
                scale,
                new(DataType.Uint8, [], [7]),
                Drawn(0, 255, 5, 4).As(DataType.Uint8),
                Float(0.02).Shaped(),
                new(DataType.Uint8, [], [9]),
                Float(3).Shaped(),
                new(DataType.Uint8, [], [20]),
            ]
        );
        var image = Drawn(0, 255, 1, 2, 5, 5).As(DataType.Uint8);
        yield return Of("ConvInteger", [image, Drawn(0, 255, 3, 2, 3, 3).As(DataType.Uint8), new(DataType.Uint8, [], [7])]);
        yield return Of(
            "QLinearConv",
            [
                image,
                scale,
                new(DataType.Uint8, [], [7]),
                Drawn(-60, 60, 3, 2, 3, 3).As(DataType.Int8),
                Drawn(0.01, 0.05, 3),
                new(DataType.Int8, [3], [0, 0, 0]),
                Float(0.9).Shaped(),
                new(DataType.Uint8, [], [120]),
            ],
            ("pads", new long[] { 1, 1, 1, 1 })
        );
    }

    private static IEnumerable<OperatorCase> Losses()
    {
        var labels = Whole(0, 4, 2);
        foreach (var op in (string[])["NegativeLogLikelihoodLoss", "SoftmaxCrossEntropyLoss"])
        foreach (var reduction in (string[])["none", "sum", "mean"])
        {
            yield return Of(op, [Matrix, labels], ("reduction", reduction));
            yield return Of(op, [Matrix, labels, Row], ("reduction", reduction), ("ignore_index", 4L));
        }
    }
}
