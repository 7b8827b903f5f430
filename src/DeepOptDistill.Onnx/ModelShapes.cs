using DeepOptDistill.Onnx.Proto;

namespace DeepOptDistill.Onnx;

/// <summary>Shapes of the tensors of one run.</summary>
/// <param name="Tensors">Dimensions of every input and computed tensor by name.</param>
public sealed record ModelShapes(IReadOnlyDictionary<string, long[]> Tensors)
{
    /// <summary>Whether some tensors are missing, as the model was not run: work that depends on them is not known.</summary>
    public bool IsPartial { get; init; }

    /// <summary>What was seen inside the bodies of If, Loop and Scan; a body that is not here was not run.</summary>
    public IReadOnlyDictionary<GraphProto, BodyShapes> Bodies { get; init; } =
        new Dictionary<GraphProto, BodyShapes>(ReferenceEqualityComparer.Instance);
}

/// <summary>One run of a body.</summary>
/// <param name="Shapes">Its tensors.</param>
/// <param name="Times">How often it runs for one run of its node; null where that depends on the data.</param>
public sealed record BodyShapes(ModelShapes Shapes, long? Times);
