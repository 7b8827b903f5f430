using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Losses;

/// <summary>Minus the logarithms of probabilities at labels, each with the weight of its class; sum, mean or each by itself.</summary>
internal static class LabelLoss
{
    /// <summary>Shape of the loss: a number, or one a label where nothing is reduced.</summary>
    public static long[] Shape(ShapeCall call) => call.Text("reduction", "mean") == "none" ? call[1] : [];

    public static Tensor Of(NodeCall call, Tensor logs)
    {
        var labels = call[1].to_type(ScalarType.Int64);
        var isKept = call.Has("ignore_index") ? labels.ne(call.Int("ignore_index", 0)) : ones_like(labels).to_type(ScalarType.Bool);
        var places = where(isKept, labels, zeros_like(labels));
        var weights = isKept.to_type(logs.dtype);
        if (call.Find(2) is { } classes)
            weights = weights * classes.index_select(0, places.reshape(-1)).reshape(places.shape);
        var each = -logs.gather(1, places.unsqueeze(1)).squeeze(1) * weights;
        return call.Text("reduction", "mean") switch
        {
            "none" => each,
            "sum" => each.sum(),
            _ => each.sum() / weights.sum(),
        };
    }
}
