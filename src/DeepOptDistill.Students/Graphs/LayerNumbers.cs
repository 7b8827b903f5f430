using DeepOptDistill.Students.Networks;
using static TorchSharp.torch;

namespace DeepOptDistill.Students.Graphs;

/// <summary>Where the numbers of a graph that is being written come from.</summary>
internal abstract class LayerNumbers
{
    /// <summary>Whether the graph is trained, and not a file.</summary>
    public abstract bool AreTrained { get; }

    /// <summary>Stores a tensor in the graph.</summary>
    public abstract string Store(
        LayerWriter writer,
        string tensor,
        string name,
        long[] shape,
        long[] kept,
        Func<float[]> first,
        bool isStatistic
    );

    /// <summary>Drawn anew: a layer that is to be trained.</summary>
    public sealed class Drawn : LayerNumbers
    {
        /// <summary>All that was stored, in order.</summary>
        public List<LayerNumber> All { get; } = [];

        public override bool AreTrained => true;

        public override string Store(
            LayerWriter writer,
            string tensor,
            string name,
            long[] shape,
            long[] kept,
            Func<float[]> first,
            bool isStatistic
        )
        {
            All.Add(new(tensor, name, shape, first()) { Kept = kept, IsStatistic = isStatistic });
            return writer.Graph.Declared(tensor, shape);
        }
    }

    /// <summary>None: what is written is looked at alone.</summary>
    public sealed class Outlined : LayerNumbers
    {
        public override bool AreTrained => true;

        public override string Store(
            LayerWriter writer,
            string tensor,
            string name,
            long[] shape,
            long[] kept,
            Func<float[]> first,
            bool isStatistic
        ) => writer.Graph.Declared(tensor, shape);
    }

    /// <summary>Those of a trained network: its file.</summary>
    /// <param name="state">The network's state, by name.</param>
    public sealed class Trained(IReadOnlyDictionary<string, Tensor> state) : LayerNumbers
    {
        public override bool AreTrained => false;

        public override string Store(
            LayerWriter writer,
            string tensor,
            string name,
            long[] shape,
            long[] kept,
            Func<float[]> first,
            bool isStatistic
        ) => writer.Graph.Constant(tensor, ParameterMemory.Read(state[name]), shape);
    }
}
