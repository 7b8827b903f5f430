namespace DeepOptDistill.Onnx.Costs;

/// <summary>
/// Operators that learn nothing and whose arithmetic nobody counts: they move, compare, add up, interpolate, or compute number by number.
/// An operator that stands nowhere is not one of these: it is named as not counted.
/// </summary>
internal sealed record Weightless : OperatorCost
{
    public override IReadOnlyList<string> Operators { get; } =
    [
        // Moved, cut, joined or renamed.
        "Identity", "Reshape", "Transpose", "Flatten", "Squeeze", "Unsqueeze", "Cast", "CastLike", "BitCast", "Slice", "Split",
        "Expand", "Tile", "Pad", "CenterCropPad", "DepthToSpace", "SpaceToDepth", "GatherElements", "GatherND", "Scatter",
        "ScatterElements", "ScatterND", "TensorScatter", "Compress", "ReverseSequence", "Dropout", "Constant", "ConstantOfShape",
        "EyeLike", "Range", "Shape", "Size", "OneHot", "Trilu", "Where", "Unique", "Col2Im",
        // Sequences and optional values.
        "SequenceAt", "SequenceConstruct", "SequenceEmpty", "SequenceErase", "SequenceInsert", "SequenceLength", "SplitToSequence",
        "ConcatFromSequence", "Optional", "OptionalGetElement", "OptionalHasElement",
        // One number from one or two.
        "Abs", "Acos", "Acosh", "Asin", "Asinh", "Atan", "Atanh", "Ceil", "Celu", "Clip", "Cos", "Cosh", "Elu", "Erf", "Exp", "Floor",
        "Gelu", "HardSigmoid", "HardSwish", "LeakyRelu", "Log", "Mish", "Neg", "Pow", "Reciprocal", "Relu", "Round", "Selu", "Shrink",
        "Sigmoid", "Sign", "Sin", "Sinh", "Softplus", "Softsign", "Sqrt", "Swish", "Tan", "Tanh", "ThresholdedRelu", "Max", "Min",
        "Mean", "Mod", "BitShift", "BitwiseAnd", "BitwiseNot", "BitwiseOr", "BitwiseXor", "And", "Or", "Xor", "Not", "Equal", "Greater",
        "GreaterOrEqual", "Less", "LessOrEqual", "IsInf", "IsNaN", "RotaryEmbedding",
        // Numbers of an axis or a window.
        "Softmax", "LogSoftmax", "Hardmax", "ArgMax", "ArgMin", "TopK", "CumSum", "CumProd", "NonZero", "AveragePool", "MaxPool",
        "LpPool", "MaxUnpool", "GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool", "ReduceL1", "ReduceL2", "ReduceLogSum",
        "ReduceLogSumExp", "ReduceMax", "ReduceMean", "ReduceMin", "ReduceProd", "ReduceSum", "ReduceSumSquare", "LRN",
        "LpNormalization", "MeanVarianceNormalization", "MaxRoiPool", "RoiAlign", "NonMaxSuppression",
        // Interpolation.
        "Resize", "Upsample", "GridSample", "AffineGrid",
        // Losses.
        "SoftmaxCrossEntropyLoss", "NegativeLogLikelihoodLoss",
        // Quantization.
        "QuantizeLinear", "DequantizeLinear", "DynamicQuantizeLinear",
        // Random numbers, windows.
        "Bernoulli", "Multinomial", "RandomNormal", "RandomNormalLike", "RandomUniform", "RandomUniformLike", "BlackmanWindow",
        "HammingWindow", "HannWindow", "MelWeightMatrix",
        // Text and images.
        "StringNormalizer", "StringConcat", "StringSplit", "RegexFullMatch", "ImageDecoder",
        // Of classical models.
        "ai.onnx.ml.ZipMap", "ai.onnx.ml.DictVectorizer", "ai.onnx.ml.CategoryMapper", "ai.onnx.ml.CastMap", "ai.onnx.ml.Imputer",
        "ai.onnx.ml.Normalizer", "ai.onnx.ml.FeatureVectorizer", "ai.onnx.ml.LabelEncoder", "ai.onnx.ml.ArrayFeatureExtractor",
        "ai.onnx.ml.OneHotEncoder", "ai.onnx.ml.Binarizer",
        // Of ONNX Runtime.
        $"{Microsoft}.Gelu", $"{Microsoft}.QuickGelu", $"{Microsoft}.QuantizeLinear", $"{Microsoft}.DequantizeLinear",
        $"{Microsoft}.Pad", $"{Microsoft}.Unique", $"{Microsoft}.Trilu", $"{Microsoft}.RotaryEmbedding", $"{Microsoft}.RestorePadding",
        $"{Microsoft}.RemovePadding", $"{Microsoft}.CropAndResize", $"{Microsoft}.BiasSoftmax", $"{Microsoft}.NhwcMaxPool",
        $"{Microsoft}.QLinearAveragePool", $"{Microsoft}.QLinearGlobalAveragePool", $"{Microsoft}.QLinearConcat",
        $"{Microsoft}.QLinearLeakyRelu", $"{Microsoft}.QLinearReduceMean", $"{Microsoft}.QLinearSigmoid", $"{Microsoft}.QLinearSoftmax",
        $"{Microsoft}.QLinearWhere", $"{Microsoft}.GridSample",
    ];
}
