using static TorchSharp.torch;

namespace DeepOptDistill.Operators.Shapes;

/// <summary>Numbers that are put to places of a copy, or joined with what stands there.</summary>
internal static class Scattering
{
    public static Tensor Elements(NodeCall call)
    {
        var axis = NodeCall.Axis(call.Int("axis", 0), call.X.dim());
        return Put(call.X, axis, Places.FromFront(call[1], call.X.shape[axis]), call[2], call.Text("reduction", "none"));
    }

    public static Tensor Slices(NodeCall call)
    {
        var (x, depth) = (call.X, (int)call[1].shape[^1]);
        var tail = x.shape[depth..];
        var rows = tail.Aggregate(1L, (product, size) => product * size);
        var flat = Places.Flat(call[1].to_type(ScalarType.Int64).reshape(-1, depth), x.shape[..depth]).reshape(-1, 1).expand(-1, rows);
        var (source, updates) = (x.reshape(-1, rows), call[2].reshape(-1, rows));
        return Put(source, 0, flat, updates, call.Text("reduction", "none")).reshape(x.shape);
    }

    private static Tensor Put(Tensor x, long axis, Tensor places, Tensor updates, string reduction) =>
        reduction switch
        {
            "none" => x.scatter(axis, places, updates),
            "add" => x.scatter_add(axis, places, updates),
            _ => throw new NotSupportedException($"a scatter with reduction '{reduction}'"),
        };
}
