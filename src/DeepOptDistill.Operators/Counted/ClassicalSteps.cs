using DeepOptDistill.Core.Kinds;

namespace DeepOptDistill.Operators.Counted;

/// <summary>What stands around classical models.</summary>
[Kind("ai.onnx.ml.ZipMap", "what stands around classical models")]
public sealed record ClassicalSteps : CountedOperator
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Aliases { get; } =
    [
        "ai.onnx.ml.DictVectorizer",
        "ai.onnx.ml.CategoryMapper",
        "ai.onnx.ml.CastMap",
        "ai.onnx.ml.Imputer",
        "ai.onnx.ml.Normalizer",
        "ai.onnx.ml.FeatureVectorizer",
        "ai.onnx.ml.LabelEncoder",
        "ai.onnx.ml.ArrayFeatureExtractor",
        "ai.onnx.ml.OneHotEncoder",
        "ai.onnx.ml.Binarizer",
    ];
}
