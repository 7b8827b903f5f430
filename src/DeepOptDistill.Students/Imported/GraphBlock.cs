using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Onnx.Learning;
using DeepOptDistill.Students.Blocks;
using DeepOptDistill.Students.Export;
using DeepOptDistill.Students.Networks;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DeepOptDistill.Students.Imported;

/// <summary>A layer of a network that was read from a file: a stretch of its graph.</summary>
/// <param name="Source">The network.</param>
/// <param name="Place">Number of the stretch.</param>
[Unlisted]
internal sealed record GraphBlock(ImportedNetwork Source, int Place) : Block
{
    /// <summary>The nodes.</summary>
    public GraphSegment Segment => Source.Segments[Place];

    /// <summary>Whether it gives the answer.</summary>
    public bool IsLast => Place == Source.Segments.Count - 1;

    internal override Shape Infer(Shape input, Func<object, string> where, List<Problem> problems) => Source.ShapeOf(Segment.Output)!;

    internal override Module<Tensor, Tensor> Build(Placed place, BuildContext context) => new GraphModule(this, context);

    internal override string Export(Placed place, Module<Tensor, Tensor> module, string input, ExportContext context) =>
        throw new NotSupportedException($"{place.Name}: found a stretch of a file's graph; expected to write the file as a whole.");
}
