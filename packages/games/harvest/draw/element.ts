/** An element with a class and what is in it. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  className: string,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag)
  element.className = className
  element.append(...children)
  return element
}

export function makeButton(
  className: string,
  clicked: () => void,
  ...children: (Node | string)[]
): HTMLButtonElement {
  const button = make('button', className, ...children)
  button.type = 'button'
  button.addEventListener('click', clicked)
  return button
}

/** A picture that says nothing which isn't in words beside it. */
export function picture(url: string, className = ''): HTMLImageElement {
  const image = make('img', className)
  image.src = url
  image.alt = ''
  image.draggable = false
  return image
}

/** Whether a value is another than the last time: panels are shown sixty times a second, and change seldom. */
export class Change {
  #last: string | undefined

  to(value: string): boolean {
    if (value === this.#last) return false
    this.#last = value
    return true
  }
}

/** Shows that a button did not do what was wanted. */
export function shake(element: HTMLElement): void {
  element.classList.remove('hv-no')
  // Reading the width makes the browser begin the animation anew.
  void element.offsetWidth
  element.classList.add('hv-no')
}
